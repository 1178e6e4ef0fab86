import { isCredentialField, isCredentialParameter, redactText } from "@mortise/protocol";
import type { ServerEntry } from "./entry.ts";

/**
 * Finds secrets in the parts of an entry that other programs can read, or that are no variables:
 * words of the command line, and the query of the URL. The findings name them without their values.
 */
export function findSecrets(entry: ServerEntry): string[] {
  if (entry.kind === "url") return findInUrl(entry.url);
  return entry.args.flatMap((arg, at) => {
    const { flag, value } = readOption(entry.args, at);
    if (flag !== undefined && value && isCredentialField(flag)) {
      return [`the option --${flag.replaceAll("_", "-")}`];
    }
    return redactText(arg) === arg || /^[a-z]+:\/\/[^@]*$/i.test(arg)
      ? []
      : [`word ${at + 1} of the arguments`];
  });
}

/** An option among the words of a command. */
interface Option {
  /** Its name, with `_` for `-`; `undefined` for another word. */
  readonly flag?: string;
  /** The value, of the same word or the next one. */
  readonly value?: string;
}

/** Reads a word as an option, such as `--api-key=value`, or `--api-key` before its value. */
export function readOption(words: readonly string[], at: number): Option {
  const [, flag, value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(words[at] ?? "") ?? [];
  if (flag === undefined) return {};
  const next = words[at + 1];
  const given = value ?? (next?.startsWith("-") ? undefined : next);
  return { flag: flag.replaceAll("-", "_"), ...(given !== undefined && { value: given }) };
}

function findInUrl(written: string): string[] {
  if (!URL.canParse(written)) return [];
  const { searchParams, password } = new URL(written);
  const named = [...searchParams.keys()].filter(isCredentialParameter);
  return [
    ...(password === "" ? [] : ["the password of the URL"]),
    ...named.map((name) => `the parameter ${name} of the URL`),
  ];
}

/** Finds variables whose value is only a placeholder, such as `${API_KEY}` or `your-api-key`. */
export function findPlaceholders(env: Readonly<Record<string, string>>): string[] {
  const isPlaceholder = (value: string): boolean =>
    /^\$\{?\w+\}?$|^%\w+%$|^\{\{.*\}\}$|^<.*>$/.test(value) || /^(?:your|my)[-_ ]/i.test(value);
  return Object.keys(env).filter((name) => isPlaceholder(env[name] ?? ""));
}
