import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  syntaxHighlighting,
} from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Offer } from "./complete-json.ts";
import { completeJson } from "./complete-json.ts";

const THEME = EditorView.theme({
  "&": { height: "100%", fontSize: "12.5px", color: "var(--text)", background: "var(--bg)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "19px" },
  ".cm-gutters": {
    background: "var(--bg-sunken)",
    color: "var(--dim)",
    border: "none",
    borderInlineEnd: "1px solid var(--line)",
  },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--bg-hover) 55%, transparent)" },
  ".cm-activeLineGutter": { background: "var(--bg-hover)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    background: "color-mix(in srgb, var(--accent) 28%, transparent) !important",
  },
  ".cm-tooltip": {
    background: "var(--bg)",
    border: "1px solid var(--line-strong)",
    color: "var(--text)",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "220px" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--bg-picked)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": { color: "var(--dim)", fontStyle: "normal" },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "320px", padding: "4px 8px" },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--syntax-number)" },
  { tag: [tags.bool, tags.null], color: "var(--syntax-atom)" },
]);

export interface JsonEditorOptions {
  readonly parent: HTMLElement;
  readonly label: string;
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly onChange: (text: string) => void;
  /** Completes what is written by what may stand there. */
  readonly offer?: Offer;
}

/** An editor in its host element, until it is destroyed. */
export interface JsonEditorHandle {
  readonly setText: (text: string) => void;
  readonly destroy: () => void;
}

/**
 * Opens an editor. It stands in a shadow root, where CodeMirror uses adopted style sheets: a policy
 * without inline styles would refuse the style elements that it adds to a document.
 */
export function openJsonEditor(options: JsonEditorOptions): JsonEditorHandle {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: options.text, extensions: listExtensions(options) }),
  });
  view.dom.style.height = "100%";
  return {
    setText: (text) => {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    destroy: () => view.destroy(),
  };
}

function listExtensions({ label, isReadOnly, onChange, offer }: JsonEditorOptions): Extension[] {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    bracketMatching(),
    highlightActiveLine(),
    json(),
    syntaxHighlighting(COLOURS),
    THEME,
    EditorView.lineWrapping,
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-multiline": "true",
      // Not every reader takes editable content for focusable.
      tabindex: "0",
    }),
    // Tab leaves the editor, so that the keyboard reaches everything.
    keymap.of([
      // The page sends on this key.
      { key: "Mod-Enter", run: () => true },
      ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      ...historyKeymap,
    ]),
    ...(isReadOnly || offer === undefined ? [] : [completeJson(offer)]),
    ...(isReadOnly ? [] : [linter(jsonParseLinter()), lintGutter()]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}
