/** Takes logs that are dropped anywhere on the page, or chosen. */
import { byId } from "./dom.js";

export function takeLogs(onLogs: (logs: readonly File[]) => void): void {
  const input = byId<HTMLInputElement>("log");
  const take = (files: FileList | null | undefined): void => {
    if (files && files.length > 0) onLogs(Array.from(files));
  };
  input.addEventListener("change", () => {
    take(input.files);
    // The same file can be chosen again.
    input.value = "";
  });
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}
