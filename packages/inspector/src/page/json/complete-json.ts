import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { autocompletion, startCompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { JsonPlace } from "./json-place.ts";
import { findPlace } from "./json-place.ts";

/** A text that may stand at a place. */
interface OfferedText {
  /** As JSON. */
  readonly text: string;
  readonly detail: string;
  readonly info?: string;
}

/** Lists the keys or values for a place. */
export type Offer = (place: JsonPlace) => readonly OfferedText[];

/** Completes the keys and values of JSON while a token is written, and anywhere by Ctrl and Space. */
export function completeJson(offer: Offer): Extension {
  return autocompletion({
    override: [(context) => complete(context, offer)],
    icons: false,
    // The list opens for a token that was begun, so that no key is meant for something else.
    interactionDelay: 0,
  });
}

function complete(context: CompletionContext, offer: Offer): CompletionResult | null {
  const { state, pos, explicit } = context;
  const place = findPlace(state.doc.toString(), pos);
  // Enter breaks a line unless a token was begun.
  if (place === undefined || (place.from === pos && !explicit)) return null;
  const options = offer(place)
    .filter(({ text }) => !place.keys.includes(keyOf(text)))
    .map((offered, at) => toCompletion(offered, place, at));
  return options.length === 0
    ? null
    : { from: place.from, options, validFor: /^"?[^"\s,{}[\]:]*$/u };
}

function keyOf(text: string): string {
  const value: unknown = JSON.parse(text);
  return typeof value === "string" ? value : "";
}

function toCompletion(
  { text, detail, info }: OfferedText,
  place: JsonPlace,
  at: number,
): Completion {
  return {
    label: text,
    detail,
    boost: -at,
    ...(info !== undefined && { info }),
    apply: (view, _completion, from, to) => insert(view, { text, isKey: place.isKey }, from, to),
  };
}

/** Writes a key or value in place of what was begun of it, and goes on to the value of a key. */
function insert(
  view: EditorView,
  { text, isKey }: { readonly text: string; readonly isKey: boolean },
  from: number,
  to: number,
): void {
  const after = view.state.doc.sliceString(to);
  const end = to + (after.startsWith('"') ? 1 : 0);
  const hasColon = /^\s*:/u.test(view.state.doc.sliceString(end));
  const written = isKey && !hasColon ? `${text}: ` : text;
  const inside = /^(?:\{\}|\[\])$/u.test(text) ? 1 : 0;
  view.dispatch({
    changes: { from, to: end, insert: written },
    selection: { anchor: from + written.length - inside },
    userEvent: "input.complete",
  });
  if ((isKey && !hasColon) || inside === 1) startCompletion(view);
}
