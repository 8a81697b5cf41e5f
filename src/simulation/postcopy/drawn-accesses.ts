/**
 * Accesses of a source that draws its pages. After as many draws as it has candidates it checks which of them are still
 * missing and draws among those alone, at their share of the rate. Dropped draws went to none of them and a Poisson process has
 * no memory, so the distribution does not change, and a fast source over pages that have nearly all arrived costs little.
 */
import { log } from "../../pages/math.js";
import type { DrawAddress } from "../../pages/random.js";
import { Generator } from "../../pages/random.js";
import { createDrawnRuns, type DrawnRuns, type DrawnSource } from "../../pages/write-draws.js";
import type { AccessSetting, AccessStream } from "./access-stream.js";
import { createMissingTable, type MissingTable } from "./missing-table.js";

/** Minimum number of draws between two checks. */
const DRAWS_BEFORE_LOOK_LEAST = 64;

export class DrawnAccesses implements AccessStream {
  readonly #source: DrawnSource;
  readonly #setting: AccessSetting;
  readonly #generator: Generator;
  readonly #runs: DrawnRuns;
  #startsPerSecond: number;
  /** Candidates since the last check. */
  #table: MissingTable | undefined;
  #tableIndex = 0;
  #draws = 0;
  #runLength = 0;
  #runStep = 0;
  activeSeconds: number;
  page = 0;

  constructor(source: DrawnSource, key: DrawAddress, setting: AccessSetting) {
    this.#source = source;
    this.#setting = setting;
    this.#generator = new Generator(key, 0);
    this.#runs = createDrawnRuns(source);
    this.#startsPerSecond = this.#runs.startsPerSecond * setting.accessesPerWrite;
    this.activeSeconds = setting.fromActiveSeconds;
    this.moveOn();
  }

  moveOn(): void {
    while (!this.#findInRun() && this.activeSeconds < Infinity) {
      const candidates = this.#table ? this.#table.size : this.#source.region.pages;
      if (++this.#draws > Math.max(DRAWS_BEFORE_LOOK_LEAST, candidates)) this.#look();
      this.#startRun();
    }
  }

  /** Advances to the next missing page of the present run, if there is one. */
  #findInRun(): boolean {
    const { pageOf, isMissing } = this.#setting;
    while (this.#runStep < this.#runLength) {
      this.page = pageOf(this.#table ? this.#tableIndex : this.#runs.indexAt(this.#runStep));
      this.#runStep++;
      if (isMissing(this.page)) return true;
    }
    return false;
  }

  #startRun(): void {
    this.#runStep = 0;
    this.#runLength = 0;
    if (!(this.#startsPerSecond > 0)) {
      this.activeSeconds = Infinity;
      return;
    }
    this.activeSeconds -= log(this.#generator.unit()) / this.#startsPerSecond;
    if (this.#table) {
      this.#tableIndex = this.#table.draw(this.#generator);
      this.#runLength = 1;
    } else this.#runLength = this.#runs.draw(this.#generator);
  }

  /** Drops pages that have arrived since the last check. Pages of a run stay together until none is missing. */
  #look(): void {
    this.#draws = 0;
    const { accessesPerWrite } = this.#setting;
    const isMissing = (index: number): boolean => this.#setting.isMissing(this.#setting.pageOf(index));
    if (this.#source.meanRunPages > 1) {
      if (!this.#hasAny(isMissing)) this.#startsPerSecond = 0;
      return;
    }
    this.#table = this.#table ? this.#table.narrowed(isMissing) : createMissingTable(this.#source, isMissing);
    if (this.#table) this.#startsPerSecond = this.#runs.startsPerSecond * accessesPerWrite * this.#table.shareRatio;
  }

  #hasAny(isMissing: (index: number) => boolean): boolean {
    for (let index = 0; index < this.#source.region.pages; index++) if (isMissing(index)) return true;
    return false;
  }
}
