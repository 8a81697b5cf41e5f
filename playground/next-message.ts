/** Lets messages through in the middle of work. A timer would wait for 4 ms each time. */

const { port1, port2 } = new MessageChannel();
let waiting: (() => void) | undefined;
port1.onmessage = () => {
  const done = waiting;
  waiting = undefined;
  done?.();
};

/** Resolves when the messages that are waiting now have been dealt with. One caller at a time. */
export function nextMessage(): Promise<void> {
  return new Promise((resolve) => {
    const before = waiting;
    waiting = () => {
      before?.();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
