/** The page: a scenario on one side, the migration on the other, the address between them. */
import type { ConfigIssue } from "../src/index.js";
import { EXAMPLES } from "./catalogue.js";
import { byId, element } from "./dom.js";
import { drawForm, pathText, showFaults } from "./form.js";
import { fromLink, LinkError, toLink } from "./link.js";
import { MapView } from "./map-view.js";
import type { Answer, Path, Request } from "./protocol.js";
import { ResultView } from "./result-view.js";
import { STORIES, type Story } from "./stories.js";
import { secondsText } from "./words.js";

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const yaml = byId<HTMLTextAreaElement>("yaml");
const form = byId<HTMLFormElement>("form");
/** Carries the text whose migration it shows, and whether all of its frames are there. */
const migration = byId("migration");
const mapView = new MapView();
const resultView = new ResultView();

let lastId = 0;
/** Id of the request whose answers are shown. */
let shownId = 0;
let text = "";
/** Whether the time shown is kept when the next result comes: after a change of a field, not after another scenario. */
let keepsPlace = false;
let onText: ((changed: string | undefined) => void) | undefined;
/** Fields are set one after another, each in the text that the one before has left. */
let setting: Promise<void> = Promise.resolve();

worker.onmessage = ({ data }: MessageEvent<Answer>) => answer(data);
worker.onerror = ({ message }) => say(`The simulation failed: ${message}`);

function answer(data: Answer): void {
  if (data.kind === "text") endSetting(data.text);
  else if (data.kind === "faults" && data.id !== shownId) {
    endSetting(undefined);
    list(data.issues);
  } else if (data.id === shownId) show(data);
}

/** What is said of the scenario that is shown. */
function show(data: Answer): void {
  switch (data.kind) {
    case "scenario":
      document.title = `${data.name ?? "Watch a migration"} - xenvmc-sim`;
      drawForm(form, data.value, { onSet: setField });
      break;
    case "faults":
      say("Not simulated: see the faults of the scenario.");
      list(data.issues);
      break;
    case "running":
      say(data.words);
      break;
    case "result":
      list([]);
      migration.dataset.text = text;
      migration.dataset.followed = "false";
      say(`Simulated: ${secondsText(data.result.endSeconds)} in all, ${secondsText(data.result.downtimeSeconds)} of downtime.`);
      mapView.open(data.result, keepsPlace);
      resultView.show(data.result, text);
      break;
    case "ground":
      mapView.setGround(data.ground);
      break;
    case "frame":
      mapView.add(data.frame);
      break;
    case "done":
      migration.dataset.followed = "true";
      mapView.complete(data.hasPages, !keepsPlace);
      break;
    case "failed":
      say(`The simulation failed: ${data.message}`);
      break;
  }
}

function send(request: Request): void {
  worker.postMessage(request);
}

function openText(next: string, place: "kept" | "begun"): void {
  text = next;
  if (yaml.value !== next) yaml.value = next;
  keepsPlace = place === "kept";
  shownId = ++lastId;
  send({ kind: "open", id: shownId, text: next });
  void writeAddress(next);
}

async function writeAddress(written: string): Promise<void> {
  const link = await toLink(written);
  if (written === text && location.hash !== link) history.replaceState(null, "", link);
}

function setField(path: Path, value: unknown): void {
  setting = setting.then(
    () =>
      new Promise((resolve) => {
        onText = (changed) => {
          if (changed !== undefined) openText(changed, "kept");
          resolve();
        };
        send({ kind: "set", id: ++lastId, text, path, value });
      }),
  );
}

function endSetting(changed: string | undefined): void {
  const done = onText;
  onText = undefined;
  done?.(changed);
}

function say(words: string): void {
  byId("status").textContent = words;
}

/** The faults, in the library's words; a click goes to the line. */
function list(issues: readonly ConfigIssue[]): void {
  showFaults(form, issues);
  yaml.setAttribute("aria-invalid", String(issues.length > 0));
  const items = issues.map(({ path, expected, received, line, column }) => {
    const where = [path, line === undefined ? "" : `line ${line}, column ${column}`].filter((part) => part !== "").join(", ");
    const words = `${where === "" ? "" : `${where}: `}expected ${expected}, received ${received}`;
    if (line === undefined) return element("li", {}, words);
    const button = element("button", { type: "button" }, `Go to line ${line}`);
    button.addEventListener("click", () => goToLine(line));
    return element("li", {}, words, " ", button);
  });
  byId("faults").replaceChildren(
    ...(items.length === 0 ? [] : [element("p", { class: "fault" }, "This scenario has faults:"), element("ul", {}, ...items)]),
  );
}

function goToLine(line: number): void {
  const lines = yaml.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  yaml.closest("details")?.setAttribute("open", "");
  yaml.focus();
  yaml.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

function openStory({ title, sentences, text: scenario, tryThis }: Story): void {
  const button = element("button", { type: "button" }, `Try: ${tryThis.words}`);
  button.addEventListener("click", () => setField(tryThis.path, tryThis.value));
  const told = byId("story-text");
  told.replaceChildren(
    element("h3", {}, title),
    ...sentences.map((sentence) => element("p", {}, sentence)),
    button,
    element("p", { class: "note" }, `It sets ${pathText(tryThis.path)} to ${tryThis.value}.`),
  );
  told.hidden = false;
  openText(scenario, "begun");
}

function fill(select: HTMLSelectElement, first: string, names: readonly string[], onChoice: (index: number) => void): void {
  const options = names.map((name, index) => element("option", { value: String(index) }, name));
  select.replaceChildren(element("option", { value: "" }, first), ...options);
  select.addEventListener("change", () => {
    if (select.value !== "") onChoice(Number(select.value));
  });
}

function wire(): void {
  const [story, example] = [byId<HTMLSelectElement>("story"), byId<HTMLSelectElement>("example")];
  fill(
    story,
    "choose one of eight",
    STORIES.map(({ title }) => title),
    (index) => {
      example.value = "";
      openStory(STORIES[index] as Story);
    },
  );
  fill(
    example,
    "choose a scenario",
    EXAMPLES.map(({ name }) => name),
    (index) => {
      story.value = "";
      byId("story-text").hidden = true;
      openText(EXAMPLES[index]?.text ?? "", "begun");
    },
  );
  let typing: ReturnType<typeof setTimeout> | undefined;
  yaml.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => openText(yaml.value, "kept"), 300);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("share").addEventListener("click", () => {
    navigator.clipboard.writeText(location.href).then(
      () => say("The link is copied: it holds the whole scenario."),
      () => say("The browser does not allow copying: the link is in the address bar."),
    );
  });
  addEventListener("hashchange", () => void openAddress());
  // On a small screen the migration comes first, and the scenario when it is asked for.
  if (matchMedia("(max-width: 60rem)").matches) for (const id of ["fields", "as-yaml"]) byId<HTMLDetailsElement>(id).open = false;
}

function openFirst(): void {
  byId<HTMLSelectElement>("story").value = "0";
  openStory(STORIES[0] as Story);
}

/** Opens the scenario of the address; a link that cannot be opened is said to be so, and the page stays usable. */
async function openAddress(): Promise<void> {
  try {
    const linked = await fromLink(location.hash);
    if (linked !== undefined && linked !== text) openText(linked, "begun");
    else if (text === "") openFirst();
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    say(error.message);
    list([{ path: "", expected: "a link made by this page", received: "another" }]);
  }
}

wire();
void openAddress();
