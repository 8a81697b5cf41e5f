/** Eight stories: each a scenario, three sentences, and one control to try. Tests run them and hold them to what they say. */

export interface Story {
  readonly title: string;
  /** Three sentences: what to look at, why it is so, what to try. */
  readonly sentences: readonly [string, string, string];
  readonly text: string;
  readonly tryThis: {
    readonly words: string;
    readonly path: readonly (string | number)[];
    readonly value: string | number | boolean;
    /** The total that tells, and what becomes of it: tested. */
    readonly figure: "pagesResent" | "totalSeconds" | "downtimeSeconds" | "pagesSent" | "guestTimeTakenSeconds";
    readonly change: "falls" | "rises";
  };
}

export const STORIES: readonly Story[] = [
  {
    title: "What pre-copy sends again",
    sentences: [
      "The first round sends all of memory, and the guest writes to a quarter of it meanwhile.",
      "Every page that was written has to be sent again: each round is shorter than the one before, because it leaves the guest less time to write.",
      "A guest that writes more often is sent more often: try it.",
    ],
    text: `version: 1
name: what pre-copy sends again
vm: { memory: 256 MiB }
workload:
  - { kind: uniform, size: 64 MiB, rate: 5 k/s }
link: { bandwidth: 1 Gbit/s }
engine: xen-4.10
fidelity: events
`,
    tryThis: {
      words: "Write 20,000 pages a second",
      path: ["workload", 0, "rate"],
      value: "20 k/s",
      figure: "pagesResent",
      change: "rises",
    },
  },
  {
    title: "Why a hot set never converges",
    sentences: [
      "QEMU stops the guest only when the rest can be sent within its downtime limit of 300 ms.",
      "This guest rewrites 96 MiB faster than the link carries them, so that what remains stays above that limit, however many rounds go by.",
      "More bandwidth helps where more rounds do not: try a faster link.",
    ],
    text: `version: 1
name: why a hot set never converges
vm: { memory: 256 MiB }
workload:
  - { kind: uniform, size: 96 MiB, rate: 60 k/s }
link: { bandwidth: 1 Gbit/s }
engine: { preset: qemu-10.0, maxBandwidth: 0 }
timeout: 20 s
fidelity: events
`,
    tryThis: { words: "Take a link of 5 Gbit/s", path: ["link", "bandwidth"], value: "5 Gbit/s", figure: "totalSeconds", change: "falls" },
  },
  {
    title: "What Xen's skip saves",
    sentences: [
      "Xen 3.3 looks at its dirty log before each batch, and leaves pages that were written again to the next round.",
      "The hot pages are skipped over and over, and sent when the guest stands still: they would have been sent for nothing before.",
      "Xen 4.10 no longer looks: try it, and see what it sends.",
    ],
    text: `version: 1
name: what Xen's skip saves
vm: { memory: 256 MiB }
workload:
  - { kind: uniform, size: 16 MiB, rate: 20 k/s }
link: { bandwidth: 1 Gbit/s }
engine: xen-3.3
fidelity: events
`,
    tryThis: { words: "Move it with Xen 4.10", path: ["engine"], value: "xen-4.10", figure: "pagesSent", change: "rises" },
  },
  {
    title: "What shared memory changes for guests that talk",
    sentences: [
      "This guest talks to a database on its own host, over XenVMC: rings of shared memory, without the network in between.",
      "The rings and the pages of data are guest memory that the channel writes: green on the map, and sent again as any other page.",
      "Xen's network path writes other pages, and spends the CPU time of Dom0 on each of them: try it.",
    ],
    text: `version: 1
name: what shared memory changes for guests that talk
vm: { memory: 256 MiB }
workload:
  - { kind: uniform, size: 4 MiB, rate: 4 k/s }
link: { bandwidth: 1 Gbit/s }
engine: xen-4.10
peers:
  - name: database
    place: source
    flows:
      - { message: 4 KiB, send: 20 MB/s, receive: 20 MB/s }
channel: xenvmc
fidelity: events
`,
    tryThis: { words: "Talk over Xen's network path", path: ["channel"], value: "netfront", figure: "pagesSent", change: "rises" },
  },
  {
    title: "When the modification helps, and when not",
    sentences: [
      "A paper of 2023 claims that a modified XenVMC shortens migrations: it holds its rings back until the guest stands still.",
      "What that saves depends on how often the engine would send them, and Xen 3.3 goes through up to 29 rounds.",
      "Try the modification, then Xen 4.10 with and without it: its few rounds leave less to save.",
    ],
    text: `version: 1
name: when the modification helps
vm: { memory: 256 MiB }
workload:
  - { kind: uniform, size: 4 MiB, rate: 4 k/s }
link: { bandwidth: 1 Gbit/s }
engine: xen-3.3
peers:
  - name: database
    place: source
    flows:
      - { message: 4 KiB, send: 50 MB/s, receive: 50 MB/s }
channel: xenvmc
fidelity: events
`,
    tryThis: { words: "Take the modified XenVMC", path: ["channel"], value: "xenvmc-modified", figure: "pagesSent", change: "falls" },
  },
  {
    title: "What auto-converge costs the guest",
    sentences: [
      "The guest writes faster than the link carries, and QEMU takes its processors away in steps until it does not.",
      "The migration ends because the guest was slowed: the figure of its speed, and the guest time taken, are the price.",
      "Try without it: nothing is taken, and the migration is still under way when its time is over.",
    ],
    text: `version: 1
name: what auto-converge costs the guest
vm: { memory: 256 MiB, vcpus: 2 }
workload:
  - { kind: uniform, size: 128 MiB, rate: 60 k/s }
link: { bandwidth: 1 Gbit/s }
engine: { preset: qemu-10.0, autoConverge: true }
timeout: 60 s
fidelity: events
`,
    tryThis: {
      words: "Leave the guest its time",
      path: ["engine", "autoConverge"],
      value: false,
      figure: "guestTimeTakenSeconds",
      change: "falls",
    },
  },
  {
    title: "Post-copy's price",
    sentences: [
      "After one pass the guest moves with pages missing, and goes on at the destination at once.",
      "It ends whatever the guest writes; but each page that it touches too early has to be asked for, and the guest waits.",
      "Every wait takes a round trip: try a link with a longer way.",
    ],
    text: `version: 1
name: post-copy's price
vm: { memory: 256 MiB, vcpus: 2 }
workload:
  - { kind: uniform, size: 128 MiB, rate: 60 k/s }
link: { bandwidth: 1 Gbit/s, latency: 0.1 ms }
engine: { preset: qemu-hybrid, postcopy: { preempt: true } }
fidelity: events
`,
    tryThis: {
      words: "Take a latency of 10 ms",
      path: ["link", "latency"],
      value: "10 ms",
      figure: "guestTimeTakenSeconds",
      change: "rises",
    },
  },
  {
    title: "What a second connection buys",
    sentences: [
      "The link carries 100 Gbit/s, and one connection of Cloud Hypervisor fills a part of it.",
      "The words below the map say so: the connection set the pace, and not the link.",
      "Try a second connection: each has a thread of its own.",
    ],
    text: `version: 1
name: what a second connection buys
vm: { memory: 1 GiB, vcpus: 4 }
workload:
  - { kind: uniform, size: 256 MiB, rate: 100 k/s }
link: { bandwidth: 100 Gbit/s }
engine: { preset: cloud-hypervisor, connections: 1 }
fidelity: events
`,
    tryThis: { words: "Open a second connection", path: ["engine", "connections"], value: 2, figure: "totalSeconds", change: "falls" },
  },
];
