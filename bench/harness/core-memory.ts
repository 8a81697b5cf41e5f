/** Watches the memories of the core's instances from outside. */

export interface CoreMemoryWatch {
  /** Bytes of the largest memory so far. A memory never shrinks, so that this is a peak. */
  largestBytes(): number;
}

/** Notes the memory that every WebAssembly instance created from now on exports. */
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
