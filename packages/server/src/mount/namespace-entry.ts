import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { MortiseError, UriTemplate } from "@mortise/protocol";
import { retarget } from "../request/retarget.ts";
import { translate } from "../request/translated.ts";
import type { CompiledTemplate } from "../resource/compile-resource.ts";
import type { Answer } from "../result/answer.ts";
import { assertToolName, isToolName } from "../tool/compile-tool.ts";
import type { EntryOf, View, ViewPart } from "../view/view.ts";
import { findIn } from "../view/view.ts";
import type { Answerer } from "../visibility/entry.ts";
import type { Namespace } from "./namespace.ts";
import { rewriteUris } from "./rewrite-uris.ts";

/**
 * Makes the entry that stands for an entry of `view` in a namespace; links in its results use the
 * URIs of the namespace.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a name that becomes too long, and a template whose
 * scheme is a variable.
 */
export function namespaceEntry<Part extends ViewPart>(
  namespace: Namespace,
  view: View,
  part: Part,
  entry: EntryOf<Part>,
): EntryOf<Part> {
  const each: EntryOf<ViewPart> = entry;
  const { answer } = each;
  const inside = (toOwn: (request: JsonRpcRequest) => string): Answerer | undefined =>
    answer && forward(answer, toOwn, (uri) => toOuter(namespace, view, uri));
  if ("template" in each) {
    return namespaceTemplate(namespace, each, inside) as EntryOf<Part>;
  }
  if ("uri" in each) {
    const uri = namespace.toOuterUri(each.uri) ?? each.uri;
    const listed = { ...rename(each.listed, each.uri, uri), uri };
    return { ...entry, uri, listed, answer: inside(() => each.uri) };
  }
  const name = namespace.toOuterName(each.name);
  // The name of a forwarded tool is the other server's choice.
  if (part === "tools" && isToolName(each.name)) assertToolName(name);
  const listed = withOuterView({ ...each.listed, name }, (uri) => toOuter(namespace, view, uri));
  return { ...entry, name, listed, answer: inside(() => each.name) };
}

/** A tool points at its view by a URI (SEP-1865), which is that of the namespace too. */
function withOuterView<Listed extends { readonly _meta?: JsonObject }>(
  listed: Listed,
  rewrite: (uri: string) => string,
): Listed {
  const { _meta } = listed;
  const ui = _meta?.["ui"] as JsonObject | undefined;
  const uri = ui?.["resourceUri"];
  if (typeof uri !== "string") return listed;
  const outer = rewrite(uri);
  const early = "ui/resourceUri" in (_meta ?? {}) && { "ui/resourceUri": outer };
  return { ...listed, _meta: { ..._meta, ui: { ...ui, resourceUri: outer }, ...early } };
}

function namespaceTemplate(
  namespace: Namespace,
  entry: CompiledTemplate,
  inside: (toOwn: (request: JsonRpcRequest) => string) => Answerer | undefined,
): CompiledTemplate {
  const own = entry.template.template;
  const uriTemplate = namespace.toOuterUri(own);
  if (uriTemplate === undefined) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `a namespace goes after the scheme, and that of ${own} is a variable`,
    );
  }
  const { list } = entry;
  return {
    ...entry,
    template: new UriTemplate(uriTemplate),
    listed: { ...rename(entry.listed, own, uriTemplate), uriTemplate },
    list:
      list &&
      (async (context) =>
        (await list(context)).map((found) => {
          const uri = namespace.toOuterUri(found.uri) ?? found.uri;
          return { ...found, uri, name: found.name ?? uri };
        })),
    answer: inside(({ method, params }) =>
      method === "completion/complete" ? own : namespace.toOwnUri(params?.["uri"] as string),
    ),
  };
}

/** An entry without a name is called by its URI, which has changed. */
function rename<Listed extends { readonly name: string }>(
  listed: Listed,
  own: string,
  outer: string,
): Listed {
  return listed.name === own ? { ...listed, name: outer } : listed;
}

function toOuter(namespace: Namespace, view: View, uri: string): string {
  // A URI outside the other server, such as a page on the web, stays as it is.
  if (!findIn(view, uri)) return uri;
  return namespace.toOuterUri(uri) ?? uri;
}

function forward(
  answer: Answerer,
  toOwn: (request: JsonRpcRequest) => string,
  rewrite: (uri: string) => string,
): Answerer {
  const finish = (given: Answer): Answer =>
    rewriteUris(typeof given === "string" ? given : given.text, rewrite);
  return (request, caller) => {
    const own = translate(request, retarget(request, toOwn(request)));
    const given = answer(own, caller);
    return given instanceof Promise ? given.then(finish) : finish(given);
  };
}
