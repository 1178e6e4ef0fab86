import type { AppViewOrigins, JsonObject, OptionNames, ResourceContents } from "@mortise/protocol";
import { checkDefinition, findUndeclaredOrigins, MortiseError } from "@mortise/protocol";
import type { ResourceDefinition } from "../resource/resource.ts";
import { PageFile } from "./page-file.ts";

/** The media type of a view (SEP-1865, UI Resource Format). */
const MEDIA_TYPE = "text/html;profile=mcp-app";
/** The powers that a view may ask its host for. */
const PERMISSIONS = ["camera", "microphone", "geolocation", "clipboardWrite"] as const;

/** The definition of a view: a page that a host shows beside the result of a tool (SEP-1865). */
export interface AppViewDefinition {
  /** The whole page, or a function that gives it when it is read. Either this or `file`. */
  readonly html?: string | (() => string | Promise<string>);
  /**
   * The file of the whole page, which is read whenever a host reads the view: `new URL("view.html",
   * import.meta.url)`, or an absolute path. Either this or `html`.
   */
  readonly file?: string | URL;
  /** The name for people. */
  readonly title?: string;
  /** The content, in a sentence. */
  readonly description?: string;
  /** The origins that the page may reach. Default: none. */
  readonly csp?: AppViewOrigins;
  /** The powers that the page asks the host for. Default: none. */
  readonly permissions?: readonly (typeof PERMISSIONS)[number][];
  /** An origin of its own for the page, in the form that the host wants. Default: the host's. */
  readonly domain?: string;
  /** Whether the host draws a border. Default: as the host does. */
  readonly prefersBorder?: boolean;
}

const DEFINITION: OptionNames<AppViewDefinition> = {
  html: true,
  file: true,
  title: true,
  description: true,
  csp: true,
  permissions: true,
  domain: true,
  prefersBorder: true,
};
const ORIGINS: OptionNames<AppViewOrigins> = {
  connect: true,
  resource: true,
  frame: true,
  baseUri: true,
};

/** A view of a server, for the `ui` of its tools. `server.view` makes it. */
export class AppView {
  /** The address of the view, such as `ui://customer-data/dashboard`. */
  readonly uri: string;
  /** @internal */
  readonly "~resource": ResourceDefinition;
  readonly #page: () => string | Promise<string>;

  /**
   * Use `server.view`.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a definition that no host could show, and for an origin
   * in the page that `csp` does not declare.
   */
  constructor(server: string, name: string, definition: AppViewDefinition) {
    const owner = `View ${name}`;
    checkDefinition(owner, definition, DEFINITION);
    const { title, description, csp = {} } = definition;
    checkDefinition(`The csp of view ${name}`, csp, ORIGINS);
    if (!/^[\w.-]+$/.test(name))
      throw invalid(
        `${JSON.stringify(name)} cannot name a view; use letters, digits, "_", "-" and "."`,
      );
    const page = openPage(owner, definition);
    for (const origin of Object.values(csp).flat()) assertOrigin(owner, origin);
    const [undeclared] = page.known === undefined ? [] : findUndeclaredOrigins(page.known, csp);
    if (undeclared !== undefined) {
      const { origin, use } = undeclared;
      throw invalid(
        `${owner} uses ${origin}, which hosts block; add it to csp.${use}, or put the file into the page`,
      );
    }
    this.uri = `ui://${encodeURIComponent(server)}/${name}`;
    this.#page = page.read;
    this["~resource"] = {
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      mimeType: MEDIA_TYPE,
      meta: { ui: toMeta(owner, definition) },
    };
  }

  /** @internal Reads the page, with its settings on the content, which hosts prefer to those of the list. */
  async "~read"(): Promise<readonly ResourceContents[]> {
    const text = await this.#page();
    const { meta } = this["~resource"];
    return [{ uri: this.uri, mimeType: MEDIA_TYPE, text, ...(meta && { _meta: meta }) }];
  }
}

/** A page that is read when a host wants it. */
interface Page {
  readonly read: () => string | Promise<string>;
  /** The page now, if it can be known. */
  readonly known?: string;
}

function openPage(owner: string, { html, file }: AppViewDefinition): Page {
  if (html !== undefined && file !== undefined) {
    throw invalid(`${owner} has both html and a file; give one of them`);
  }
  if (file !== undefined) {
    const page = new PageFile(owner, file);
    return { read: () => page.read(), known: page.read() };
  }
  if (typeof html === "function") return { read: html };
  if (typeof html === "string" && html.trim() !== "") return { read: () => html, known: html };
  throw invalid(`${owner} has no page; give it as html, or its file, or a function that reads it`);
}

function toMeta(owner: string, definition: AppViewDefinition): JsonObject {
  const { csp, permissions = [], domain, prefersBorder } = definition;
  const unknown = permissions.find((permission) => !PERMISSIONS.includes(permission));
  if (unknown !== undefined) {
    throw invalid(
      `${owner} asks for the permission ${JSON.stringify(unknown)}; hosts know ${PERMISSIONS.join(", ")}`,
    );
  }
  const domains = Object.entries(csp ?? {}).map(([use, origins]) => [
    `${use}Domains`,
    [...origins],
  ]);
  return {
    ...(domains.length > 0 && { csp: Object.fromEntries(domains) }),
    ...(permissions.length > 0 && {
      permissions: Object.fromEntries(permissions.map((permission) => [permission, {}])),
    }),
    ...(domain !== undefined && { domain }),
    ...(prefersBorder !== undefined && { prefersBorder }),
  };
}

function assertOrigin(owner: string, origin: unknown): void {
  if (
    typeof origin === "string" &&
    /^(?:https?|wss?):\/\/(?:\*\.)?[\w.-]+(?::\d+)?$/.test(origin)
  ) {
    return;
  }
  throw invalid(
    `${owner} declares ${JSON.stringify(origin)}, which is no origin; write https://api.example.com or https://*.example.com`,
  );
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_DEFINITION", message);
}
