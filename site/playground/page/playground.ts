import type { Revision } from "@mortise/protocol";
import type { Component, VNode } from "vue";
import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { EXAMPLES } from "../example.ts";
import { Bench } from "./bench.ts";
import { drawConsole, drawWire } from "./lines-view.ts";
import { drawOffer } from "./offer-view.ts";
import { drawQuestion } from "./question-view.ts";
import { createState } from "./state.ts";
import "./playground.css";

const REVISIONS: readonly Revision[] = ["2026-07-28", "2025-11-25", "2025-06-18"];

/** The page on which a reader edits a server, runs it and calls it. */
export const Playground: Component = defineComponent(() => {
  const state = createState();
  const editorPlace = ref<HTMLElement>();
  const sandboxPlace = ref<HTMLElement>();
  const bench = new Bench(state);
  onMounted(() => bench.open(editorPlace.value, sandboxPlace.value));
  watch(
    () => state.failure,
    (failure) => bench.editor?.mark(failure),
  );
  onBeforeUnmount(() => bench.close());
  return () =>
    h("main", { class: "playground" }, [
      drawToolbar(bench),
      h("div", { class: "pg-columns" }, [
        h("div", { class: "pg-editor", ref: editorPlace }),
        h("div", { class: "pg-server" }, drawServer(bench)),
      ]),
      h("div", { ref: sandboxPlace }),
    ]);
});

function drawServer({ state, runner }: Bench): (VNode | null)[] {
  return [
    state.status === "starting" ? h("p", { role: "status" }, "Starting…") : null,
    drawFailure(state.failure),
    ...(runner === undefined ? [] : state.questions.map((one) => drawQuestion(one, runner))),
    runner === undefined ? null : drawOffer(state, runner),
    drawWire(state),
    drawConsole(state),
  ];
}

function drawToolbar(bench: Bench): VNode {
  const { state } = bench;
  const isEnded = state.status === "idle" || state.status === "ended";
  return h("div", { class: "pg-toolbar" }, [
    h("h1", "Playground"),
    h("label", ["Example ", drawExamples(bench)]),
    h("label", ["Revision ", drawRevisions(bench)]),
    h("div", { class: "pg-actions" }, [
      h(
        "button",
        { class: "pg-button pg-primary", type: "button", onClick: () => bench.run() },
        "Run",
      ),
      h(
        "button",
        {
          class: "pg-button",
          type: "button",
          disabled: isEnded,
          onClick: () => bench.runner?.stop(),
        },
        "Stop",
      ),
      h(
        "button",
        { class: "pg-button", type: "button", onClick: () => void bench.share() },
        "Share",
      ),
    ]),
    h("span", { class: "pg-hint", role: "status" }, state.notice),
  ]);
}

function drawFailure(
  failure: { readonly message: string; readonly line?: number } | undefined,
): VNode | null {
  if (failure === undefined) return null;
  const place = failure.line === undefined ? "" : `Line ${failure.line}: `;
  return h("p", { class: "pg-failure", role: "alert" }, `${place}${failure.message}`);
}

function drawExamples(bench: Bench): VNode {
  const { example } = bench.state;
  const onChange = (event: Event): void =>
    bench.show(Number((event.target as HTMLSelectElement).value));
  return h("select", { value: example, onChange }, [
    example < 0 ? h("option", { value: -1 }, "From the link") : null,
    ...EXAMPLES.map(({ title }, value) => h("option", { value }, title)),
  ]);
}

function drawRevisions(bench: Bench): VNode {
  const onChange = (event: Event): void => {
    bench.state.revision = (event.target as HTMLSelectElement).value as Revision;
    bench.run();
  };
  return h(
    "select",
    { value: bench.state.revision, onChange },
    REVISIONS.map((value) => h("option", { value }, value)),
  );
}
