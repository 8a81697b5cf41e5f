/** Pictures as PNG files. */

/** Pixels for each unit of a drawing, so that it can be printed. */
const SCALE = 2;

/** An SVG that has its width and height, on the page's paper. */
export async function pngOfSvg(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return await pngOf(image, image.naturalWidth * SCALE, image.naturalHeight * SCALE, true);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A map, its cells as squares of at least some pixels. */
export function pngOfMap(canvas: HTMLCanvasElement): Promise<Blob> {
  const scale = Math.max(1, Math.floor(2048 / canvas.width));
  return pngOf(canvas, canvas.width * scale, canvas.height * scale, false);
}

function pngOf(source: CanvasImageSource, width: number, height: number, isSmooth: boolean): Promise<Blob> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.imageSmoothingEnabled = isSmooth;
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser made no PNG")) : resolve(blob)), "image/png");
  });
}
