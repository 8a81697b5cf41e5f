/** The public surface of the built package, read from its declaration files: the exports of each entry, and the types they refer to. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";

/** One module that the package exports. */
export interface Entry {
  /** Import name: `xenvmc-sim`, `xenvmc-sim/schema`. */
  readonly name: string;
  /** Path of its code and of its declarations. */
  readonly code: string;
  readonly types: string;
  /** Its exports, by name. */
  readonly exported: readonly PublicName[];
  /** Names of this package that the exports refer to but that are not exported, by name. */
  readonly unexported: readonly PublicName[];
}

/** A name with its declarations. */
export interface PublicName {
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly declarations: readonly ts.Declaration[];
}

export interface Surface {
  readonly entries: readonly Entry[];
  readonly checker: ts.TypeChecker;
  /** Absolute paths of all declaration files that the entries reach, other packages' included. */
  readonly files: ReadonlySet<string>;
}

/** Reads `package.json` and the declarations of each of its entries that has any. */
export function readEntries(): Surface {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  const modules = Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === "string") return [];
    return [{ name: manifest.name + path.slice(1), code: target.default, types: target.types }];
  });
  const program = ts.createProgram(
    modules.map(({ types }) => types),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ["node"] },
  );
  const checker = program.getTypeChecker();
  const entries = modules.map((module) => {
    const file = program.getSourceFile(module.types);
    const symbol = file && checker.getSymbolAtLocation(file);
    if (!symbol) throw new Error(`${module.types} is no module`);
    const exported = checker.getExportsOfModule(symbol).map((each) => publicName(each.name, aliased(each, checker)));
    return { ...module, exported: sorted(exported), unexported: sorted(referred(exported, checker)) };
  });
  return { entries, checker, files: new Set(program.getSourceFiles().map(({ fileName }) => resolve(fileName))) };
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

/** Names of this package to which `exported` refers, directly or indirectly, and which it does not contain. */
function referred(exported: readonly PublicName[], checker: ts.TypeChecker): PublicName[] {
  const known = new Set(exported.map(({ symbol }) => symbol));
  const found: PublicName[] = [];
  const visit = (node: ts.Node): void => {
    const symbol = namedBy(node, checker);
    if (symbol && !known.has(symbol)) {
      known.add(symbol);
      const name = publicName(symbol.name, symbol);
      if (name.declarations.length > 0) found.push(name);
      name.declarations.filter((declaration) => !isConstant(declaration)).forEach(visit);
    }
    ts.forEachChild(node, visit);
  };
  exported.flatMap(({ declarations }) => declarations).forEach(visit);
  return found;
}

/** The symbol of a name in a type: `Scenario`, `typeof scenarioSchema`, `import("./result.js").Round`; undefined for other nodes. */
function namedBy(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = ts.isTypeReferenceNode(node)
    ? node.typeName
    : ts.isTypeQueryNode(node)
      ? node.exprName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : ts.isImportTypeNode(node)
          ? node.qualifier
          : undefined;
  const symbol = name && checker.getSymbolAtLocation(name);
  return symbol && aliased(symbol, checker);
}

function aliased(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function publicName(name: string, symbol: ts.Symbol): PublicName {
  const ours = resolve("dist");
  const isOurs = (node: ts.Node) => resolve(node.getSourceFile().fileName).startsWith(ours) && !ts.isTypeParameterDeclaration(node);
  return { name, symbol, declarations: (symbol.declarations ?? []).filter(isOurs) };
}

/** True if a declaration is a constant, whose type may be very long. */
export function isConstant(declaration: ts.Node): declaration is ts.VariableDeclaration {
  return ts.isVariableDeclaration(declaration);
}

function sorted(names: readonly PublicName[]): PublicName[] {
  return [...names].sort((a, b) => (a.name < b.name ? -1 : 1));
}
