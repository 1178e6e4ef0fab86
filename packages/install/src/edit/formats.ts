import { jsonFormat } from "./json-format.ts";
import type { TextFormat } from "./text-format.ts";
import { tomlFormat } from "./toml-format.ts";
import { yamlFormat } from "./yaml-format.ts";

/** The languages of configuration files. */
export const FORMATS: Readonly<Record<"json" | "toml" | "yaml", TextFormat>> = {
  json: jsonFormat,
  toml: tomlFormat,
  yaml: yamlFormat,
};
