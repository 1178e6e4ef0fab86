import type { AppViewOrigins, Resource } from "@mortise/protocol";
import { findUndeclaredOrigins } from "@mortise/protocol";
import { isView } from "../view/app-part.ts";
import { isObject } from "../view/parameter.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** The media type of a view (SEP-1865, UI Resource Format). */
const MEDIA_TYPE = "text/html;profile=mcp-app";
/** The members of `_meta.ui.csp`, by the use of an origin. */
const DOMAINS = {
  connect: "connectDomains",
  resource: "resourceDomains",
  frame: "frameDomains",
  baseUri: "baseUriDomains",
} as const satisfies Readonly<Record<keyof AppViewOrigins, string>>;
const ORIGIN = /^(?:https?|wss?):\/\/(?:\*\.)?[\w.-]+(?::\d+)?\/?$/;

/** A tool whose page has an address that no host opens. */
export const viewScheme: Rule = {
  id: "view-scheme",
  severity: "error",
  about: "A tool with a view whose address is no ui:// URI.",
  *check({ tools }) {
    for (const tool of tools) {
      const place = viewOf(tool);
      if (place === undefined || isUi(place.uri)) continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: place.pointer,
        message: `The view ${JSON.stringify(place.uri)} is no ui:// URI; hosts show no page for the tool.`,
        fix: "Serve the page as a resource under ui://, and name that.",
      };
    }
  },
};

/** A tool whose page the server does not list. */
export const viewMissing: Rule = {
  id: "view-missing",
  severity: "warning",
  about: "A tool with a view that is not among the listed resources.",
  *check({ tools, resources, templates, listing }) {
    // A server may have resources that were not asked for.
    if (listing.resources === undefined || templates.length > 0) return;
    const uris = new Set(resources.map(({ uri }) => uri));
    for (const tool of tools) {
      const place = viewOf(tool);
      if (place === undefined || !isUi(place.uri) || uris.has(place.uri)) continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: place.pointer,
        message: `The view ${place.uri} is not among the listed resources; hosts that check or load views ahead show none.`,
        fix: "Add the resource, or correct the address.",
      };
    }
  },
};

/** A page that hosts take for some other resource. */
export const viewType: Rule = {
  id: "view-type",
  severity: "error",
  about: "A view whose media type is not that of views.",
  *check({ resources }) {
    for (const resource of resources.filter(isView)) {
      // The type of the list is optional; that of the content may still be right.
      const { mimeType } = resource;
      if (mimeType === undefined || String(mimeType).replace(/\s/g, "") === MEDIA_TYPE) continue;
      yield {
        subject: subjectOf(resource),
        pointer: "/mimeType",
        message: `The view has the type ${String(mimeType)}; hosts show pages of ${MEDIA_TYPE} alone.`,
        fix: `Give the resource the mimeType ${MEDIA_TYPE}.`,
      };
    }
  },
};

/** A page that reaches for what its host blocks. */
export const viewOrigin: Rule = {
  id: "view-origin",
  severity: "warning",
  about: "A view that uses an origin which it does not declare, or declares what is no origin.",
  *check({ resources, listing: { pages = [] } }) {
    for (const resource of resources.filter(isView)) {
      for (const { member, source } of declaredBy(resource)) {
        if (typeof source === "string" && ORIGIN.test(source)) continue;
        yield {
          subject: subjectOf(resource),
          pointer: `/_meta/ui/csp/${member}`,
          message: `${JSON.stringify(source)} is no origin; hosts leave it out, and block what it stands for.`,
          fix: "Write an origin such as https://api.example.com or https://*.example.com.",
        };
      }
      const page = pages.find(({ uri }) => uri === resource.uri);
      if (page === undefined) continue;
      // Hosts prefer the settings of the content to those of the list.
      const csp = originsOf(page.meta ?? resource._meta);
      for (const { origin, use } of findUndeclaredOrigins(page.html, csp)) {
        yield {
          subject: subjectOf(resource),
          pointer: "/_meta/ui/csp",
          message: `The page uses ${origin}, which hosts block.`,
          fix: `Add it to ${DOMAINS[use]} of _meta.ui.csp, or put the file into the page.`,
        };
      }
    }
  },
};

interface ViewPlace {
  readonly uri: unknown;
  readonly pointer: string;
}

/** Finds the view of a tool under the name of SEP-1865, or that of hosts before its final form. */
function viewOf({ _meta }: { readonly _meta?: unknown }): ViewPlace | undefined {
  if (!isObject(_meta)) return undefined;
  const { ui } = _meta;
  if (isObject(ui) && ui["resourceUri"] !== undefined) {
    return { uri: ui["resourceUri"], pointer: "/_meta/ui/resourceUri" };
  }
  const early = _meta["ui/resourceUri"];
  return early === undefined ? undefined : { uri: early, pointer: "/_meta/ui~1resourceUri" };
}

function isUi(uri: unknown): uri is string {
  return typeof uri === "string" && uri.startsWith("ui://");
}

function subjectOf({ uri }: Resource): { kind: "resource"; name: string } {
  return { kind: "resource", name: uri };
}

function cspOf(meta: unknown): Readonly<Record<string, unknown>> {
  const ui = isObject(meta) ? meta["ui"] : undefined;
  const csp = isObject(ui) ? ui["csp"] : undefined;
  return isObject(csp) ? csp : {};
}

function declaredBy({ _meta }: Resource): { member: string; source: unknown }[] {
  const csp = cspOf(_meta);
  return Object.values(DOMAINS).flatMap((member) => {
    const sources = csp[member];
    return Array.isArray(sources) ? sources.map((source: unknown) => ({ member, source })) : [];
  });
}

function originsOf(meta: unknown): AppViewOrigins {
  const csp = cspOf(meta);
  return Object.fromEntries(
    Object.entries(DOMAINS).map(([use, member]) => {
      const sources = csp[member];
      const texts = Array.isArray(sources)
        ? sources.filter((source): source is string => typeof source === "string")
        : [];
      return [use, texts.map((source) => source.replace(/\/$/, ""))];
    }),
  );
}
