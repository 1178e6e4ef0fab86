import { readdirSync, readFileSync } from "node:fs";
import { parse as executeTemplate } from "@evertdespiegeleer/go-template";
import { Ajv } from "ajv";
import { parse, parseAllDocuments, stringify } from "yaml";

/** Kubernetes and Helm read YAML 1.1, in which a bare `off` is false. */
const YAML = { version: "1.1" } as const;

// biome-ignore lint/suspicious/noExplicitAny: the tests that read manifests check their shapes
export type Manifest = any;
export type Values = { readonly [key: string]: unknown };

/** The output of `helm template`, and the notes that `helm install` prints. */
export interface RenderedChart {
  readonly manifests: readonly Manifest[];
  readonly notes: string;
}

function readChart(name: string): string {
  return readFileSync(new URL(`chart/${name}`, import.meta.url), "utf8");
}

/** The documents of a file, parsed as Kubernetes does. @throws Error for what is not YAML. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text, YAML).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.contents === null ? [] : [document.toJS()];
  });
}

/** The values of one of the files in `chart/ci`. */
export function readValues(name: string): Values {
  return parse(readChart(`ci/${name}`), YAML);
}

/**
 * Renders the chart as Helm does: the engine is Go's own, and of Helm's functions `include`, `toYaml`, `nindent` and `quote` are done here. Any other is refused.
 *
 * @throws Error for values that the schema of the chart refuses, and for templates that do not execute.
 */
export async function renderChart(values: Values, release: string): Promise<RenderedChart> {
  const all = merge(parse(readChart("values.yaml"), YAML), values);
  const check = new Ajv().compile(JSON.parse(readChart("values.schema.json")));
  if (!check(all))
    throw new Error(`The schema refuses the values: ${JSON.stringify(check.errors)}`);
  const chart = parse(readChart("Chart.yaml"), YAML);
  const context = {
    Values: all,
    Release: { Name: release, Namespace: "tools", Service: "Helm" },
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion },
  };
  const rendered = new Map<string, string>();
  const names = readChart("templates/_names.tpl");
  for (const name of readdirSync(new URL("chart/templates", import.meta.url))) {
    if (name.startsWith("_")) continue;
    const text = await executeTemplate(translate(names + readChart(`templates/${name}`)), context);
    rendered.set(name, indentMarked(text, all));
  }
  const notes = rendered.get("NOTES.txt") ?? "";
  rendered.delete("NOTES.txt");
  return { manifests: [...rendered.values()].flatMap(readManifests), notes };
}

/** Values over defaults, as Helm lays them: objects key by key, and null takes a key away. */
function merge(below: Values, above: Values): Values {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts Helm's functions in the words of the engine, with marks where a block is to be indented. */
function translate(template: string): string {
  return template
    .replace(
      /include ("[\w.-]+") ([.$]) \| nindent (\d+) }}/g,
      '"⟦$3⟧" }}{{ template $1 $2 }}{{ "⟦end⟧" }}',
    )
    .replace(/toYaml [$]?\.Values\.([\w.]+) \| nindent (\d+) }}/g, '"⟦$2 $1⟧" }}')
    .replaceAll("| quote }}", '| printf "%v" | printf "%q" }}');
}

function indentMarked(text: string, values: Values): string {
  return text
    .replace(/⟦(\d+) ([\w.]+)⟧/g, (_, indent, path) =>
      nindent(stringify(valueAt(values, path), YAML).trimEnd(), Number(indent)),
    )
    .replace(/⟦(\d+)⟧([^⟦]*)⟦end⟧/g, (_, indent, block) => nindent(block, Number(indent)));
}

/** Helm's `nindent`: each line deeper, and a new line before the first. */
function nindent(block: string, by: number): string {
  return `\n${block.replace(/^/gm, " ".repeat(by))}`;
}

function valueAt(values: Values, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (at as Values)[key], values);
}
