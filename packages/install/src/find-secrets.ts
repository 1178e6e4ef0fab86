import { isCredentialField, isCredentialParameter, redactText } from "@mortise/protocol";
import type { ServerEntry } from "./entry.ts";

/**
 * Finds secrets in the parts of an entry that other programs can read, or that are no variables:
 * words of the command line, and the query of the URL. The findings name them without their values.
 */
export function findSecrets(entry: ServerEntry): string[] {
  if (entry.kind === "url") return findInUrl(entry.url);
  return entry.args.flatMap((arg, at) => {
    const [, flag, value] = /^--?([\w-]+)(?:=(.*))?$/.exec(arg) ?? [];
    const next = entry.args[at + 1];
    const isNamed = flag !== undefined && isCredentialField(flag.replaceAll("-", "_"));
    const given = value ?? (next?.startsWith("-") ? undefined : next);
    if (isNamed && given !== undefined && given !== "") return [`the option --${flag}`];
    return redactText(arg) === arg || /^[a-z]+:\/\/[^@]*$/i.test(arg)
      ? []
      : [`word ${at + 1} of the arguments`];
  });
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
