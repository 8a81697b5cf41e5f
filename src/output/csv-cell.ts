/** One CSV cell: numbers with full precision, texts quoted if necessary, empty for undefined. */
export function csvCell(value: string | number | boolean | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
