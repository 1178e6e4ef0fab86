import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript, typescriptLanguage } from "@codemirror/lang-javascript";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const THEME = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--vp-c-text-1)" },
  "&.cm-focused": { outline: "2px solid var(--vp-c-brand-1)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--vp-font-family-mono)", lineHeight: "20px" },
  ".cm-gutters": { background: "transparent", color: "var(--vp-c-text-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--vp-c-default-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--vp-c-text-1)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    background: "var(--vp-c-brand-soft) !important",
  },
  ".cm-tooltip": {
    background: "var(--vp-c-bg-elv)",
    border: "1px solid var(--vp-c-divider)",
    color: "var(--vp-c-text-1)",
  },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment], color: "var(--vp-c-text-3)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: "var(--code-name)" },
]);

/** The editor of the program, in its element until it is destroyed. */
export interface Editor {
  readonly readText: () => string;
  readonly setText: (text: string) => void;
  /** Marks a line and shows it; `undefined` removes the mark. */
  readonly mark: (
    failure: { readonly line?: number; readonly message: string } | undefined,
  ) => void;
  readonly destroy: () => void;
}

export function openEditor(
  parent: HTMLElement,
  text: string,
  actions: { readonly onRun: () => void; readonly onEdit: () => void },
): Editor {
  const run = (): boolean => {
    actions.onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        indentOnInput(),
        highlightActiveLine(),
        lintGutter(),
        javascript({ typescript: true }),
        syntaxHighlighting(COLOURS),
        THEME,
        EditorView.contentAttributes.of({
          "aria-label": "The program",
          "aria-multiline": "true",
          // Not every reader takes editable content for focusable.
          tabindex: "0",
        }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && actions.onEdit()),
        // Tab indents; Escape and then Tab leaves the editor, as CodeMirror has it.
        keymap.of([
          { key: "Mod-Enter", run },
          indentWithTab,
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
          ...historyKeymap,
        ]),
      ],
    }),
  });
  return {
    readText: () => view.state.doc.toString(),
    setText: (next) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    mark: (failure) => {
      const found = findDiagnostic(view.state, failure);
      view.dispatch(setDiagnostics(view.state, found === undefined ? [] : [found]));
      if (found !== undefined) view.dispatch({ effects: EditorView.scrollIntoView(found.from) });
    },
    destroy: () => view.destroy(),
  };
}

function findDiagnostic(
  { doc }: EditorState,
  failure: { readonly line?: number; readonly message: string } | undefined,
): Diagnostic | undefined {
  if (failure?.line === undefined || failure.line > doc.lines) return undefined;
  const { from, to } = doc.line(failure.line);
  return { from, to, severity: "error", message: failure.message };
}

/** Returns the first line of a program that is no TypeScript; `undefined` if the parser takes it all. */
export function findSyntaxError(program: string): number | undefined {
  let found: number | undefined;
  typescriptLanguage.parser.parse(program).iterate({
    enter: ({ type, from }) => {
      if (type.isError) found ??= program.slice(0, from).split("\n").length;
    },
  });
  return found;
}
