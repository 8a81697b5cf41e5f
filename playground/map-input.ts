/** Marks and zooms in a map by mouse, touch and keyboard. */
import type { PageMap } from "./map.js";
import type { MapRange } from "./map-range.js";

/** Fingers twice as far apart show half as much. */
const PINCH = 2;

export interface MapHooks {
  /** The pointer is over a page, or the keys have moved to it. */
  readonly onPoint: (page: number) => void;
}

export function wireMap(canvas: HTMLCanvasElement, map: PageMap, range: MapRange, { onPoint }: MapHooks): void {
  const pageAt = ({ offsetX, offsetY }: MouseEvent): number => {
    const column = Math.min(map.columns - 1, Math.max(0, Math.floor((offsetX / canvas.clientWidth) * map.columns)));
    const row = Math.min(map.rows - 1, Math.max(0, Math.floor((offsetY / canvas.clientHeight) * map.rows)));
    return map.pageOf(row * map.columns + column);
  };
  wirePointers(canvas, map, range, pageAt, onPoint);
  canvas.addEventListener("dblclick", (event) => range.zoom(1, pageAt(event)));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // The wheel alone scrolls the page; two fingers on a touch pad come with the control key.
      if (!event.ctrlKey) return;
      event.preventDefault();
      range.zoom(event.deltaY < 0 ? 1 : -1, pageAt(event));
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !act(event, map, range)) return;
    event.preventDefault();
    onPoint(range.head);
  });
}

function wirePointers(
  canvas: HTMLCanvasElement,
  map: PageMap,
  range: MapRange,
  pageAt: (event: MouseEvent) => number,
  onPoint: (page: number) => void,
): void {
  const down = new Map<number, PointerEvent>();
  let apart = 0;
  const distance = (): number => {
    const [one, other] = [...down.values()] as [PointerEvent, PointerEvent];
    return Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
  };
  canvas.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
    if (down.size === 2) apart = distance();
    if (down.size === 1) range.move(pageAt(event), map.pagesPerCell, event.shiftKey);
  });
  canvas.addEventListener("pointermove", (event) => {
    const page = pageAt(event);
    onPoint(page);
    if (!down.has(event.pointerId)) return;
    down.set(event.pointerId, event);
    if (down.size === 1) return range.move(page, map.pagesPerCell, true);
    const ratio = distance() / apart;
    if (ratio < PINCH && ratio > 1 / PINCH) return;
    apart = distance();
    range.clear();
    range.zoom(ratio > 1 ? 1 : -1, page);
  });
  for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, ({ pointerId }) => down.delete(pointerId));
}

/** Returns whether the key means something here. */
function act({ key, shiftKey }: KeyboardEvent, map: PageMap, range: MapRange): boolean {
  const cell = map.pagesPerCell;
  const row = cell * map.columns;
  const { firstPage, pages } = range.view;
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -cell, ArrowRight: cell, ArrowUp: -row, ArrowDown: row };
  const step = steps[key];
  if (step !== undefined) range.move(range.head + step, cell, shiftKey);
  else if (key === "Home") range.move(firstPage, cell, shiftKey);
  else if (key === "End") range.move(firstPage + pages - cell, cell, shiftKey);
  else if (key === "+" || key === "=") range.zoom(1);
  else if (key === "-") range.zoom(-1);
  else if (key === "Enter" && range.region !== undefined) range.zoomToRegion();
  else if (key === "Escape" && range.region !== undefined) range.clear();
  else if (key === "Escape" || key === "0") range.whole();
  else return false;
  return true;
}
