/** Which settings of a policy's system are in force, in words. */

import type { EngineParameters, QemuParameters } from "../resolved/engine-parameters.js";
import type { BroughtSetting } from "../resolved/policy-parameters.js";
import type { ResolvedHost, ResolvedLink } from "../resolved/resolved.js";
import { showSize } from "./nearest-size.js";
import type { PolicySettings, QemuSettings } from "./policy-settings.js";

interface Resolved {
  readonly engine: EngineParameters;
  readonly link: ResolvedLink;
  readonly host: ResolvedHost;
}

/** The settings whose values the resolved scenario has. One that the scenario itself sets to the same value counts, so that a result reads back as it is. */
export function broughtSettings(settings: PolicySettings, { engine, link, host }: Resolved): BroughtSetting[] {
  const ofEngine = engine.family === "qemu" ? engineSettings(settings.engine, engine) : [];
  return [
    ...ofEngine,
    ...(link.transport === settings.transport ? [{ field: "link.transport", detail: `transport ${settings.transport}` }] : []),
    ...(host.preset === settings.host ? [{ field: "host", detail: `host ${settings.host}` }] : []),
  ];
}

function engineSettings({ maxBandwidth, downtimeLimit, autoConverge, xbzrle, multifd, postcopy }: QemuSettings, engine: QemuParameters) {
  const told: BroughtSetting[] = [];
  const tell = (name: keyof QemuSettings, isInForce: boolean, detail: string): void => {
    if (isInForce) told.push({ field: `engine.${name}`, detail });
  };
  if (maxBandwidth !== undefined) {
    const limit = maxBandwidth === 0 ? "no bandwidth limit" : `a bandwidth limit of ${showSize(maxBandwidth)}/s`;
    tell("maxBandwidth", engine.maxBandwidthBytesPerSecond === maxBandwidth, limit);
  }
  if (downtimeLimit !== undefined) {
    tell("downtimeLimit", engine.downtimeLimitSeconds === downtimeLimit, `a downtime limit of ${1000 * downtimeLimit} ms`);
  }
  if (autoConverge === true) tell("autoConverge", engine.autoConverge !== undefined, "auto-converge");
  if (typeof xbzrle === "object" && xbzrle.cacheSize !== undefined) {
    tell("xbzrle", engine.xbzrle?.cacheBytes === xbzrle.cacheSize, `XBZRLE with a cache of ${showSize(xbzrle.cacheSize)}`);
  }
  if (typeof multifd === "object" && multifd.channels !== undefined) {
    tell("multifd", engine.multifd?.channels === multifd.channels, `multifd with ${multifd.channels} channels`);
  }
  if (postcopy === true) tell("postcopy", engine.postcopy !== undefined, "post-copy");
  return told;
}
