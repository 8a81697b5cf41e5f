/**
 * Distinct pages of the migrating guest that Xen 4.17's log-dirty found per window, measured for this project.
 *
 * Linux 6.1, guest A of 256 MiB and guest B of 160 MiB with one vCPU each on one emulated CPU, a bridge, MTU 1500. The
 * modified channel was our reconstruction of it. One line per run: guest mode, name, channel, message bytes, bytes per
 * second sent and received by A, owner of the rings, pacing of the sender in ms, then per window length its ms, the mean
 * number of pages and the number of windows.
 */
import type { GuestMode } from "../calibration/guest.js";
import type { RingOwner } from "../peer.js";

export type MeasuredChannel = "idle" | "tcp" | "tcp-without-gso" | "udp" | "xenvmc" | "xenvmc-exact-staging" | "xenvmc-modified";

export interface MeasuredWindow {
  readonly seconds: number;
  readonly meanPages: number;
  readonly windows: number;
}

export interface MeasuredRun {
  readonly guestMode: GuestMode;
  readonly name: string;
  readonly channel: MeasuredChannel;
  readonly messageBytes: number;
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  readonly ringOwner: RingOwner;
  readonly pacingSeconds: number;
  readonly windows: readonly MeasuredWindow[];
}

function parseWindow(text: string): MeasuredWindow {
  const [milliseconds, meanPages, windows] = text.split(":").map(Number) as [number, number, number];
  return { seconds: milliseconds / 1000, meanPages, windows };
}

function parseRun(line: string): MeasuredRun {
  const [guestMode, name, channel, messageBytes, sent, received, owner, pacing, ...windows] = line.split(" ") as string[];
  return {
    guestMode: guestMode as GuestMode,
    name: name as string,
    channel: channel as MeasuredChannel,
    messageBytes: Number(messageBytes),
    sendBytesPerSecond: Number(sent),
    receiveBytesPerSecond: Number(received),
    ringOwner: owner as RingOwner,
    pacingSeconds: Number(pacing) / 1000,
    windows: windows.map(parseWindow),
  };
}

const TABLE = `
pv idle idle 0 0 0 migrating 1 10:1.4:100 30:4.2:33 100:13.7:10 300:37.3:3 1000:45:1
pv modA-send-4096-5 xenvmc-modified 4096 5001000 0 migrating 1 10:41.1:100 30:42.8:33 100:47:10 300:52:3 1000:71:1
pv modA-recv-4096-5 xenvmc-modified 4096 0 4997000 migrating 1 10:44.7:100 30:46:33 100:50.3:10 300:59.3:3 1000:73:1
pv modA-send-4096-20 xenvmc-modified 4096 19983000 0 migrating 1 10:51.2:100 30:53.1:33 100:57:10 300:61:3 1000:74:1
pv modA-recv-4096-20 xenvmc-modified 4096 0 20002000 migrating 1 10:44.4:100 30:45.3:33 100:48.4:10 300:51.7:3 1000:65:1
pv modA-recv-65536-20 xenvmc-modified 65536 0 19956000 migrating 1 10:59.5:100 30:60.4:33 100:63.7:10 300:68:3 1000:77:1
pv modA-send-1024-5 xenvmc-modified 1024 5002000 0 migrating 1 10:40.5:100 30:42.2:33 100:46.2:10 300:53:3 1000:67:1
pv tcp-send-4096-20 tcp 4096 19991000 0 migrating 1 10:129.6:100 30:191.8:33 100:345.8:10 300:518.7:3 1000:533:1
pv tcp-recv-4096-20 tcp 4096 0 19998000 migrating 1 10:205.8:100 30:365.1:33 100:482.3:10 300:489:3 1000:512:1
pv tcp-send-65536-20 tcp 65536 19953000 0 migrating 1 10:98.3:100 30:128.6:33 100:207.3:10 300:360.7:3 1000:528:1
pv v2A-send-4096-20 xenvmc 4096 19987000 0 migrating 1 10:86.6:100 30:165.6:33 100:169.5:10 300:172:3 1000:182:1
pv v2A-recv-4096-20 xenvmc 4096 0 19983000 migrating 1 10:82.3:100 30:88.5:33 100:94:10 300:103.3:3 1000:112:1
pv tcp-send-1024-5 tcp 1024 4997000 0 migrating 1 10:100.1:100 30:150.2:33 100:280.9:10 300:497:3 1000:511:1
pv tcp-recv-1024-5 tcp 1024 0 4998000 migrating 1 10:140:100 30:233.4:33 100:437.4:10 300:490:3 1000:498:1
pv tcp-send-64-1 tcp 64 999000 0 migrating 1 10:90.7:100 30:135.2:33 100:258.5:10 300:477.7:3 1000:503:1
pv tcp-send-4096-1 tcp 4096 999000 0 migrating 1 10:66.2:100 30:80.2:33 100:120.1:10 300:206.3:3 1000:415:1
pv tcp-recv-4096-1 tcp 4096 0 999000 migrating 1 10:77.1:100 30:102.8:33 100:168.1:10 300:306:3 1000:414:1
pv tcp-send-65536-5 tcp 65536 4973000 0 migrating 1 10:74.1:100 30:93.5:33 100:122.5:10 300:183:3 1000:346:1
pv tcp-recv-65536-5 tcp 65536 0 4973000 migrating 1 10:98.6:100 30:161.8:33 100:292.5:10 300:495:3 1000:515:1
pv tcp-send-4096-50 tcp 4096 49947000 0 migrating 1 10:171.4:60 30:230.3:20 100:373.5:6 300:561:2
pv tcp-recv-4096-50 tcp 4096 0 50028000 migrating 1 10:294.4:60 30:516.6:20 100:549:6 300:555.5:2
pv tcp-recv-65536-50 tcp 65536 0 49982000 migrating 1 10:287.6:60 30:525.4:20 100:560.2:6 300:564.5:2
pv v2A-send-64-1 xenvmc 64 999000 0 migrating 1 10:40.6:100 30:47.8:33 100:72.5:10 300:141.3:3 1000:190:1
pv v2A-send-1024-5 xenvmc 1024 4998000 0 migrating 1 10:49.9:100 30:75.7:33 100:165.8:10 300:172.3:3 1000:190:1
pv v2A-recv-1024-5 xenvmc 1024 0 5001000 migrating 1 10:56.4:100 30:57.8:33 100:62.1:10 300:71.3:3 1000:97:1
pv v2A-send-4096-1 xenvmc 4096 999000 0 migrating 1 10:40:100 30:46.2:33 100:67.5:10 300:126:3 1000:194:1
pv v2A-send-4096-20 xenvmc 4096 19987000 0 migrating 1 10:86.5:100 30:165.4:33 100:168:10 300:171:3 1000:182:1
pv v2A-recv-4096-20 xenvmc 4096 0 19979000 migrating 1 10:82.2:100 30:86.8:33 100:93.5:10 300:101.7:3 1000:119:1
pv v2A-send-4096-50 xenvmc 4096 49952000 0 migrating 1 10:159.2:100 30:165.5:33 100:169:10 300:176:3 1000:183:1
pv v2A-send-16384-20 xenvmc 16384 20002000 0 migrating 1 10:86.3:100 30:165.2:33 100:167.7:10 300:172.3:3 1000:181:1
pv v2A-recv-16384-20 xenvmc 16384 0 20002000 migrating 1 10:82.1:100 30:86.2:33 100:91.2:10 300:98.7:3 1000:110:1
pv v2A-send-65536-20 xenvmc 65536 19956000 0 migrating 1 10:86.3:100 30:165.5:33 100:168.8:10 300:175.7:3 1000:183:1
pv v2A-both-4096-5 xenvmc 4096 4997000 5001000 migrating 1 10:73.5:100 30:100.6:33 100:191.2:10 300:200.7:3 1000:216:1
pv v2A-both-4096-20 xenvmc 4096 19999000 19995000 migrating 1 10:141.6:100 30:242.5:33 100:250.2:10 300:259.7:3 1000:275:1
pv modA-recv-64-1 xenvmc-modified 64 0 999000 migrating 1 10:44.5:100 30:45.4:33 100:48.7:10 300:53.7:3 1000:63:1
pv modA-recv-4096-1 xenvmc-modified 4096 0 999000 migrating 1 10:44.5:100 30:45.6:33 100:48.9:10 300:52.3:3 1000:65:1
pv modA-both-4096-5 xenvmc-modified 4096 5001000 4997000 migrating 1 10:55.4:100 30:57.6:33 100:62.7:10 300:71.7:3 1000:86:1
pv calA-recv-4096-5 xenvmc-exact-staging 4096 0 4997000 migrating 1 10:51.3:100 30:53.5:33 100:59.1:10 300:69.7:3 1000:90:1
pv calA-recv-65536-20 xenvmc-exact-staging 65536 0 19956000 migrating 1 10:78.5:100 30:79.5:33 100:82.9:10 300:87.7:3 1000:98:1
pv modA-send-4096-20-slot10 xenvmc-modified 4096 19940000 0 migrating 10 10:82.5:100 30:96.7:33 100:103.1:10 300:112:3 1000:119:1
pv modA-recv-4096-20-slot10 xenvmc-modified 4096 0 20058000 migrating 10 10:43.7:100 30:45.4:33 100:48.7:10 300:55.3:3 1000:62:1
pv v2B-send-1024-5 xenvmc 1024 4997000 0 peer 1 10:35.5:100 30:36.6:33 100:39.6:10 300:44:3 1000:53:1
pv v2B-recv-4096-1 xenvmc 4096 0 999000 peer 1 10:47.4:100 30:48.3:33 100:51.2:10 300:55.3:3 1000:64:1
pv v2B-send-4096-5 xenvmc 4096 4997000 0 peer 1 10:35.5:100 30:36.5:33 100:39.7:10 300:46.7:3 1000:61:1
pv v2B-send-4096-20 xenvmc 4096 19987000 0 peer 1 10:35.5:100 30:36.5:33 100:39.8:10 300:45:3 1000:54:1
pv v2B-recv-4096-20 xenvmc 4096 0 19982000 peer 1 10:78.5:100 30:82.5:33 100:90.9:10 300:109.7:3 1000:125:1
pv v2B-send-16384-20 xenvmc 16384 19987000 0 peer 1 10:35.6:100 30:36.7:33 100:40.8:10 300:45:3 1000:55:1
pv v2B-recv-16384-20 xenvmc 16384 0 19987000 peer 1 10:79.1:100 30:83.8:33 100:90.7:10 300:95.7:3 1000:114:1
pv v2B-recv-65536-5 xenvmc 65536 0 4973000 peer 1 10:79.5:100 30:96.4:33 100:98.9:10 300:102.7:3 1000:114:1
pv v2B-send-65536-20 xenvmc 65536 19956000 0 peer 1 10:35.6:100 30:36.8:33 100:41:10 300:45.7:3 1000:63:1
pv v2B-both-4096-5 xenvmc 4096 4996000 4996000 peer 1 10:58.6:100 30:62.2:33 100:70.8:10 300:78:3 1000:87:1
pv modB-send-4096-5 xenvmc-modified 4096 5001000 0 peer 1 10:35.7:100 30:37.2:33 100:41.4:10 300:49.3:3 1000:68:1
pv modB-recv-4096-5 xenvmc-modified 4096 0 4996000 peer 1 10:43.7:100 30:45.2:33 100:49.7:10 300:54.3:3 1000:75:1
pv modB-recv-4096-20 xenvmc-modified 4096 0 19995000 peer 1 10:43.5:100 30:44.6:33 100:48.1:10 300:53.3:3 1000:65:1
pv tcp-send-1024-20 tcp 1024 20005000 0 migrating 1 10:132.5:100 30:187.6:33 100:321.5:10 300:608:3 1000:706:1
pv tcp-recv-1024-20 tcp 1024 0 19989000 migrating 1 10:206.1:100 30:368.5:33 100:652.3:10 300:666:3 1000:682:1
pv tcp-send-64-5 tcp 64 4980000 0 migrating 1 10:92.9:60 30:122.8:20 100:189.5:6 300:314:2
pv tcp-recv-16384-5 tcp 16384 0 5005000 migrating 1 10:103.1:100 30:161.6:33 100:308:10 300:606:3 1000:676:1
pv tcp-recv-16384-50 tcp 16384 0 49999000 migrating 1 10:285.6:60 30:562.2:20 100:663.2:6 300:671.5:2
pv tcp-both-4096-5 tcp 4096 4996000 4996000 migrating 1 10:162.9:100 30:260.3:33 100:501.7:10 300:687.7:3 1000:699:1
pv tcp-both-65536-5 tcp 65536 4973000 4973000 migrating 1 10:129.7:100 30:202.7:33 100:345.2:10 300:652:3 1000:730:1
pv udp-send-1024-5 udp 1024 4999000 0 migrating 1 10:80.4:100 30:84.7:33 100:89.7:10 300:100:3 1000:117:1
pv idle-10s idle 0 0 0 migrating 1 100:12.9:100 300:29.9:33 1000:51.4:10 3000:66.3:3 10000:88:1
pv nogso-recv-4096-5 tcp-without-gso 4096 0 5003000 migrating 1 10:144.5:100 30:252.5:33 100:532.8:10 300:666:3 1000:689:1
pv nogso-send-65536-20 tcp-without-gso 65536 19950000 0 migrating 1 10:187.9:100 30:207.6:33 100:258.8:10 300:385:3 1000:736:1
pv nogso-recv-65536-20 tcp-without-gso 65536 0 19996000 migrating 1 10:320.2:100 30:628.4:33 100:715.8:10 300:737:3 1000:759:1
pv tcp-send-65536-20-10s tcp 65536 19995000 0 migrating 1 100:190.8:100 300:366.8:33 1000:713.9:10 3000:732.7:3 10000:748:1
pv modA-send-4096-5-10s xenvmc-modified 4096 4999000 0 migrating 1 100:45.5:100 300:52.1:33 1000:65.5:10 3000:75.7:3 10000:84:1
pvh idle idle 0 0 0 migrating 1 10:3.4:100 30:10.3:33 100:30.1:10 300:60:3 1000:90:1
pvh tcp-send-4096-5 tcp 4096 4999000 0 migrating 1 10:116.5:100 30:153.4:33 100:272.9:10 300:457:3 1000:465:1
pvh tcp-send-4096-20 tcp 4096 19982000 0 migrating 1 10:162.9:100 30:236.1:33 100:432.3:10 300:536:3 1000:545:1
pvh tcp-recv-4096-20 tcp 4096 0 19958000 migrating 1 10:245:100 30:411.2:33 100:515.3:10 300:532:3 1000:561:1
pvh tcp-send-65536-20 tcp 65536 20013000 0 migrating 1 10:133.7:100 30:162.9:33 100:242.7:10 300:397.7:3 1000:547:1
pvh tcp-recv-65536-20 tcp 65536 0 20011000 migrating 1 10:217.7:100 30:358.7:33 100:533.1:10 300:542.7:3 1000:557:1
pvh v2A-send-4096-20 xenvmc 4096 19987000 0 migrating 1 10:117.5:100 30:196.5:33 100:199.7:10 300:204.7:3 1000:215:1
pvh v2A-recv-4096-20 xenvmc 4096 0 19964000 migrating 1 10:97.5:100 30:98.9:33 100:102:10 300:109.3:3 1000:124:1
pvh modA-recv-4096-20 xenvmc-modified 4096 0 19979000 migrating 1 10:75.4:100 30:76.2:33 100:78.9:10 300:84:3 1000:92:1
pvh v2B-send-4096-20 xenvmc 4096 19972000 0 peer 1 10:67.5:100 30:68.4:33 100:71.4:10 300:77.7:3 1000:87:1
pvh v2B-recv-4096-20 xenvmc 4096 0 19992000 peer 1 10:96.4:100 30:97.3:33 100:100.3:10 300:105.3:3 1000:114:1
`;

export const MEASURED_RUNS: readonly MeasuredRun[] = TABLE.trim().split("\n").map(parseRun);
