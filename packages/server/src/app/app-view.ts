import type { JsonObject, OptionNames, ResourceContents } from "@mortise/protocol";
import { checkDefinition, MortiseError } from "@mortise/protocol";
import type { ResourceDefinition } from "../resource/resource.ts";
import { findUndeclaredOrigin } from "./undeclared-origin.ts";
import type { AppViewOrigins } from "./view-origins.ts";

/** The media type of a view (SEP-1865, UI Resource Format). */
const MEDIA_TYPE = "text/html;profile=mcp-app";
/** The powers that a view may ask its host for. */
const PERMISSIONS = ["camera", "microphone", "geolocation", "clipboardWrite"] as const;

/** The definition of a view: a page that a host shows beside the result of a tool (SEP-1865). */
export interface AppViewDefinition {
  /** The whole page, or a function that gives it when it is read. */
  readonly html: string | (() => string | Promise<string>);
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
  readonly #html: AppViewDefinition["html"];

  /**
   * Use `server.view`.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a definition that no host could show, and for an origin
   * in the page that `csp` does not declare.
   */
  constructor(server: string, name: string, definition: AppViewDefinition) {
    const owner = `View ${name}`;
    checkDefinition(owner, definition, DEFINITION);
    const { html, title, description, csp = {} } = definition;
    checkDefinition(`The csp of view ${name}`, csp, ORIGINS);
    if (!/^[\w.-]+$/.test(name))
      throw invalid(
        `${JSON.stringify(name)} cannot name a view; use letters, digits, "_", "-" and "."`,
      );
    if (typeof html !== "function" && (typeof html !== "string" || html.trim() === "")) {
      throw invalid(`${owner} has no html; give the page, or a function that reads it`);
    }
    for (const origin of Object.values(csp).flat()) assertOrigin(owner, origin);
    const undeclared = typeof html === "string" ? findUndeclaredOrigin(html, csp) : undefined;
    if (undeclared !== undefined) {
      const { origin, use } = undeclared;
      throw invalid(
        `${owner} uses ${origin}, which hosts block; add it to csp.${use}, or put the file into the page`,
      );
    }
    this.uri = `ui://${encodeURIComponent(server)}/${name}`;
    this.#html = html;
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
    const text = typeof this.#html === "function" ? await this.#html() : this.#html;
    const { meta } = this["~resource"];
    return [{ uri: this.uri, mimeType: MEDIA_TYPE, text, ...(meta && { _meta: meta }) }];
  }
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
