import { invalid } from "../invalid.ts";
import type { UserSetting } from "./manifest.ts";

/** A variable of the environment that a server reads, and that the user of a bundle gives. */
export interface BundleVariable {
  /** Its name in the environment. */
  readonly name: string;
  /** Whether it is masked, and kept in the keyring of the system. */
  readonly isSecret: boolean;
  /** Whether the server cannot do without. */
  readonly isRequired: boolean;
  /** Its value if the user gives none. */
  readonly default?: string;
  /** The help below its field. */
  readonly description?: string;
}

/**
 * Reads `NAME`, `NAME?` (the server can do without) or `NAME=default`, each with `: description` behind it.
 *
 * @throws MortiseError `INVALID_OPTION` for another form, for a secret with a default, which could be
 * read in the bundle, and for `${…}` in a default, which hosts pass on as it is.
 */
export function readVariable(written: string, isSecret: boolean): BundleVariable {
  const [, name, mark, value, description] =
    /^([A-Za-z_]\w*)(\?|=(.*?))?(?::\s+(.*))?$/s.exec(written) ?? [];
  if (name === undefined) {
    const forms = "NAME, NAME? or NAME=default, and : with a description";
    throw invalid(`${JSON.stringify(written)} names no variable; write ${forms}`);
  }
  if (value !== undefined && isSecret) {
    throw invalid(`The secret ${name} has a default, which the bundle would show; leave it out`);
  }
  if (value?.includes("${")) {
    throw invalid(
      `The default of ${name} has \${…}, which hosts do not replace there; write the value`,
    );
  }
  return {
    name,
    isSecret,
    isRequired: mark === undefined,
    ...(value !== undefined && { default: value }),
    ...(description !== undefined && { description }),
  };
}

/** The name under which a host keeps the value of a variable. */
export function settingKey({ name }: BundleVariable): string {
  return name.toLowerCase();
}

/** The text that a host replaces by the value of a variable. */
export function settingPlaceholder(variable: BundleVariable): string {
  return `\${user_config.${settingKey(variable)}}`;
}

/** Returns the setting that a host asks the user for. */
export function toUserSetting(variable: BundleVariable): UserSetting {
  const { name, isSecret, isRequired, description } = variable;
  return {
    type: "string",
    title: toTitle(name),
    description: description ?? `The environment variable ${name} of the server`,
    required: isRequired,
    ...(isSecret && { sensitive: true }),
    // Without a default, hosts hand on the placeholder of a setting that is left empty.
    ...(!isRequired && { default: variable.default ?? "" }),
  };
}

/** `API_TOKEN` is `API token`. */
function toTitle(name: string): string {
  const words = name.split("_").filter(Boolean);
  const written = words.map((word, index) => {
    if (/^(?:api|aws|id|sql|ssh|tls|uri|url)$/i.test(word)) return word.toUpperCase();
    const lower = word.toLowerCase();
    return index === 0 ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
  });
  return written.join(" ") || name;
}
