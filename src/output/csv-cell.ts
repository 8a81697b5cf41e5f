/** One cell of comma-separated values: numbers with all their digits, texts in quotes where they need them, nothing for undefined. */
export function csvCell(value: string | number | boolean | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
