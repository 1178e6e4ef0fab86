import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { checkSpelling, MortiseError } from "@mortise/protocol";
import type { CommandTarget, ConfiguredLogin } from "./command-target.ts";
import { readConfiguredLogin } from "./config-login.ts";
import { expand } from "./config-variables.ts";
import type { HostConfig } from "./read-config.ts";
import { readTextFile } from "./read-text-file.ts";

/** The settings of the command line, which override those of the configuration. */
export interface GivenSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The members that are read; hosts add others of their own. */
const MEMBERS: Readonly<Record<string, true>> = {
  command: true,
  args: true,
  env: true,
  envFile: true,
  cwd: true,
  url: true,
  serverUrl: true,
  httpUrl: true,
  headers: true,
  auth: true,
  oauth: true,
};

/**
 * Returns the target that a configuration describes under a name: a command, or a URL.
 *
 * A process runs in the folder of the project unless `cwd` says otherwise, as in a host.
 *
 * @throws MortiseError `INVALID_OPTION` when there is no such server, or it is not understood.
 */
export function toConfigTarget(
  config: HostConfig,
  name: string,
  given: GivenSettings,
): CommandTarget {
  const entry = readEntry(config, name);
  checkSpelling(`The server ${JSON.stringify(name)} of ${config.file}`, entry, MEMBERS);
  const server = new ConfigServer(config, name, entry);
  const url = server.text("url") ?? server.text("serverUrl") ?? server.text("httpUrl");
  const command = server.text("command");
  if (command !== undefined) {
    const cwd = server.text("cwd");
    return {
      kind: "process",
      command,
      args: server.list("args"),
      env: { ...server.file("envFile"), ...server.record("env", given.env) },
      cwd: cwd === undefined ? config.folder : resolve(config.folder, cwd),
      label: name,
    };
  }
  if (url !== undefined) {
    const auth = server.login();
    return {
      kind: "url",
      url,
      headers: server.record("headers", given.headers),
      ...(auth !== undefined && { auth }),
      label: name,
    };
  }
  throw server.invalid("has neither a command nor a url");
}

/** Returns the names of the servers that a configuration does not switch off. */
export function listEnabled({ servers }: HostConfig): string[] {
  return [...servers].flatMap(([name, entry]) => {
    const isDisabled = (entry as { disabled?: unknown } | null)?.disabled === true;
    return isDisabled ? [] : [name];
  });
}

function readEntry(config: HostConfig, name: string): Readonly<Record<string, unknown>> {
  const entry = config.servers.get(name);
  if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) return { ...entry };
  if (config.servers.has(name)) {
    const message = `The server ${JSON.stringify(name)} of ${config.file} is no object`;
    throw new MortiseError("INVALID_OPTION", message);
  }
  const names = [...config.servers.keys()].join(", ");
  throw new MortiseError(
    "INVALID_OPTION",
    `${config.file} has no server ${JSON.stringify(name)}; its servers are: ${names || "none"}`,
  );
}

/** Reads the members of one server, and expands their variables. */
class ConfigServer {
  readonly #config: HostConfig;
  readonly #name: string;
  readonly #entry: Readonly<Record<string, unknown>>;

  constructor(config: HostConfig, name: string, entry: Readonly<Record<string, unknown>>) {
    this.#config = config;
    this.#name = name;
    this.#entry = entry;
  }

  text(member: string): string | undefined {
    const value = this.#entry[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return this.#expand(value, member);
    throw this.invalid(`has a ${member} that is no text`);
  }

  list(member: string): string[] {
    const values = this.#entry[member] ?? [];
    if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
      throw this.invalid(`has ${member} that are no list of texts`);
    }
    return values.map((value) => this.#expand(value, member));
  }

  /** Members that the command line gives itself are not read. */
  record(member: string, given: Readonly<Record<string, string>> = {}): Record<string, string> {
    const values = this.#entry[member] ?? {};
    if (typeof values !== "object" || Array.isArray(values)) {
      throw this.invalid(`has ${member} that is no object`);
    }
    // VS Code takes null for a variable that is not to be set.
    const wanted = Object.entries(values).filter(
      ([name, value]) => value !== null && !Object.hasOwn(given, name),
    );
    for (const [name, value] of wanted) {
      if (typeof value === "object") throw this.invalid(`has ${member}.${name} that is no text`);
    }
    return Object.fromEntries(
      wanted.map(([name, value]) => [name, this.#expand(String(value), `${member}.${name}`)]),
    );
  }

  /** The variables of a file such as `.env`. */
  file(member: string): Record<string, string> {
    const name = this.text(member);
    if (name === undefined) return {};
    try {
      const text = readTextFile(resolve(this.#config.folder, name));
      return parseEnv(text) as Record<string, string>;
    } catch (cause) {
      throw this.invalid(`has an ${member} that cannot be read: ${(cause as Error).message}`);
    }
  }

  login(): ConfiguredLogin | false | undefined {
    return readConfiguredLogin(this.#entry, {
      invalid: (fault) => this.invalid(fault),
      expand: (text, member) => this.#expand(text, member),
    });
  }

  invalid(fault: string): MortiseError {
    const message = `The server ${JSON.stringify(this.#name)} of ${this.#config.file} ${fault}`;
    return new MortiseError("INVALID_OPTION", message);
  }

  #expand(text: string, member: string): string {
    const { file, folder } = this.#config;
    return expand(text, { folder, place: `${member} of ${JSON.stringify(this.#name)} in ${file}` });
  }
}
