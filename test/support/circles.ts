/** Circles in a graph of imports: the strongly connected components of more than one file (Tarjan, SIAM J. Comput. 1972). */

type Graph = ReadonlyMap<string, readonly string[]>;

/** Each circle as its files in alphabetical order. Files outside the graph are ignored. */
export function findCircles(graph: Graph): string[][] {
  const search = new Search(graph);
  for (const file of graph.keys()) search.visit(file);
  return search.circles.map((files) => files.sort()).sort();
}

class Search {
  readonly circles: string[][] = [];
  readonly #order = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #path: string[] = [];

  constructor(readonly graph: Graph) {}

  visit(file: string): void {
    if (this.#order.has(file)) return;
    const order = this.#order.size;
    this.#order.set(file, order);
    this.#lowest.set(file, order);
    this.#path.push(file);
    for (const target of this.graph.get(file) ?? []) this.#follow(file, target);
    if (this.#lowest.get(file) === order) this.#close(file);
  }

  #follow(file: string, target: string): void {
    if (!this.graph.has(target)) return;
    const isNew = !this.#order.has(target);
    this.visit(target);
    if (!isNew && !this.#path.includes(target)) return;
    const reached = isNew ? this.#lowest.get(target) : this.#order.get(target);
    this.#lowest.set(file, Math.min(this.#lowest.get(file) ?? Infinity, reached ?? Infinity));
  }

  #close(file: string): void {
    const component = this.#path.splice(this.#path.indexOf(file));
    if (component.length > 1) this.circles.push(component);
  }
}
