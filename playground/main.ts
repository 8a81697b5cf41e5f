/** The page: a scenario and its variants on one side, the migrations on the other, the address between them. */
import { Client } from "./client.js";
import { byId } from "./dom.js";
import { Editor } from "./editor.js";
import { fromLink, LinkError, toLink } from "./link.js";
import { takeLogs } from "./log-drop.js";
import { Picker } from "./picker.js";
import type { Answer, Edit, ShownResult, Written } from "./protocol.js";
import { Stage } from "./stage.js";
import { studyVariants } from "./study-variants.js";
import { TakeAlong } from "./take-along.js";
import { showTotals } from "./totals.js";
import { secondsText } from "./words.js";

/** Carries the text whose migration it shows, and how far that is. */
const migration = byId("migration");
const client = new Client(show, (message) => say(`The simulation failed: ${message}`));
const stage = new Stage(client);
const takeAlong = new TakeAlong();
const editor = new Editor({ onTyped: (typed) => openTexts(typed, "kept"), onEdit: (edit) => edited(edit) });
const picker = new Picker({
  onOpen: (opened, value) => openTexts(opened, "begun", value),
  onVariants: (variants) => edited({ kind: "variants", variants }),
});

let written: Written = { scenario: "", variants: "" };
/** Whether the moment shown is kept when the next results come: after a change of a field, not after another scenario. */
let keepsPlace = false;
let labels: readonly string[] = [];
/** Edits are made one after another, each in the texts that the one before has left. */
let editing: Promise<void> = Promise.resolve();
/** Modules that are not needed for the first picture, until they are asked for. */
let later = (document.querySelector<HTMLMetaElement>("meta[name=later]")?.content ?? "").split(" ").filter((file) => file !== "");

/** What is said of the texts that are shown. */
function show(answer: Answer): void {
  switch (answer.kind) {
    case "scenario":
      document.title = `${(answer.value as { readonly name?: unknown }).name ?? "Watch a migration"} - xenvmc-sim`;
      editor.show(answer);
      showStudy(answer.value);
      break;
    case "faults":
      say("Not simulated: see the faults.");
      editor.list(answer.issues, answer.text, answer.label);
      break;
    case "running":
      say(answer.words);
      break;
    case "results":
      showResults(answer.results);
      break;
    case "ground":
      stage.setGround(answer.variant, answer.ground);
      break;
    case "frame":
      stage.add(answer.variant, answer.frame);
      break;
    case "done":
      stage.complete(answer.hasPages);
      migration.dataset.followed = "true";
      break;
    case "files":
      takeAlong.show(answer, { written, labels, maps: stage.maps, onFailure: say });
      migration.dataset.files = "true";
      client.load(later);
      later = [];
      break;
    case "loaded":
      migration.dataset.loaded = "true";
      break;
    case "written":
      picker.forgetAll();
      openTexts(answer.written, "begun");
      break;
    case "failed":
      say(answer.message);
      break;
  }
}

function showResults(results: readonly ShownResult[]): void {
  editor.list([]);
  labels = results.map(({ label }) => label);
  Object.assign(migration.dataset, { text: written.scenario, variants: written.variants, followed: "false", files: "false" });
  const each = results.map(({ label, endSeconds, downtimeSeconds }) => {
    const words = `${secondsText(endSeconds)} in all, ${secondsText(downtimeSeconds)} of downtime`;
    return label === "" ? words : `${label} ${words}`;
  });
  say(`Simulated: ${each.join("; ")}.`);
  takeAlong.clear();
  stage.open(results, keepsPlace);
  if (!keepsPlace) stage.play();
  showTotals(results);
}

/** A study's variants are a click away. */
function showStudy(scenario: object): void {
  const variants = studyVariants(scenario);
  const button = byId<HTMLButtonElement>("study-variants");
  button.hidden = variants === undefined || written.variants !== "";
  if (variants === undefined) return;
  button.textContent = `Side by side: ${Object.keys(variants).join(", ")}`;
  button.onclick = () => edited({ kind: "variants", variants });
}

function openTexts(next: Written, place: "kept" | "begun", value?: object): void {
  written = next;
  editor.write(next);
  keepsPlace = place === "kept";
  client.open(next, value);
  void writeAddress(next);
}

async function writeAddress(shown: Written): Promise<void> {
  const link = await toLink(shown);
  if (shown === written && location.hash !== link) history.replaceState(null, "", link);
}

function edited(edit: Edit): void {
  editing = editing.then(async () => {
    const answer = await client.edit(written, edit);
    if (answer.kind === "written") openTexts(answer.written, "kept");
    else if (answer.kind === "faults") editor.list(answer.issues, answer.text, answer.label);
    else say(answer.message);
  });
}

function say(words: string): void {
  byId("status").textContent = words;
}

/** Opens the texts of the address; a link that cannot be opened is said to be so, and the page stays usable. */
async function openAddress(): Promise<void> {
  try {
    const linked = await fromLink(location.hash);
    if (linked === undefined) {
      if (written.scenario === "") picker.openStory(0);
    } else if (linked.scenario !== written.scenario || linked.variants !== written.variants) {
      picker.forgetAll();
      openTexts(linked, "begun");
    }
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    say(error.message);
    editor.list([{ path: "", expected: "a link made by this page", received: "another" }]);
  }
}

byId("share").addEventListener("click", () => {
  navigator.clipboard.writeText(location.href).then(
    () => say("The link is copied: it holds the scenario and its variants."),
    () => say("The browser does not allow copying: the link is in the address bar."),
  );
});
takeLogs((logs) => client.calibrate(logs));
addEventListener("hashchange", () => void openAddress());
void openAddress();
