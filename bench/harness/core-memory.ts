/** Observes the memory sizes of the core's instances. */

export interface CoreMemoryWatch {
  /** Bytes of the largest memory so far. WebAssembly memory never shrinks, so this is the peak. */
  largestBytes(): number;
}

/** Starts recording the memory of every WebAssembly instance created from now on. */
export function watchCoreMemory(): CoreMemoryWatch {
  let latest: WebAssembly.Memory | undefined;
  let largest = 0;
  const settle = (): void => {
    largest = Math.max(largest, latest?.buffer.byteLength ?? 0);
  };
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, [module, imports]) {
      settle();
      const instance = new target(module, imports);
      const { memory } = instance.exports;
      if (memory instanceof WebAssembly.Memory) latest = memory;
      return instance;
    },
  });
  return {
    largestBytes() {
      settle();
      return largest;
    },
  };
}
