import { it } from "vitest";
import { ENGINES, cellOf, workloads } from "../scripts/engine-matrix.js";
it("x", async () => { const w = workloads(); console.log("=", w.length, ENGINES.length);
 for (const x of w.slice(0,9)) for (const e of ENGINES) { const t=performance.now(); try { const c=await cellOf(e,x); console.log("=",x.name,e,JSON.stringify(c.map(r=>r.map(o=>"stop" in o?o.stop:o.refusal))),(performance.now()-t).toFixed()); } catch (err) { console.log("=ERR", (err as Error).message, String((err as Error).cause).slice(0,200)); } }
 for (const x of w.slice(9)) if (x.memoryBytes>2**31) console.log("=",x.name,x.memoryBytes/2**20,x.pageBytes); }, 118000);
