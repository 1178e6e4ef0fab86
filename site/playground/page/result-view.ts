import type { JsonObject } from "@mortise/protocol";
import type { VNode } from "vue";
import { h } from "vue";
import type { Call } from "./state.ts";

/** Types of images that the page draws; any other block is shown as JSON. */
const IMAGES: ReadonlySet<unknown> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/svg+xml",
]);

/** Draws what a call has come to. */
export function drawResult(call: Call, cancel: () => void): VNode {
  const { result, failure, progress } = call;
  const isWaiting = result === undefined && failure === undefined;
  return h("div", { class: "pg-result", role: "status" }, [
    isWaiting
      ? h("p", [
          progress === "" ? "Waiting for the result… " : `${progress} `,
          h("button", { class: "pg-button", type: "button", onClick: cancel }, "Cancel"),
        ])
      : null,
    failure === undefined ? null : h("p", { class: "pg-failure" }, failure.message),
    ...(result === undefined ? [] : drawParts(result)),
  ]);
}

function drawParts(result: JsonObject): (VNode | null)[] {
  const { content, contents, messages, structuredContent, isError } = result;
  const blocks = [content, contents, messages].flatMap((list) =>
    Array.isArray(list) ? (list as readonly JsonObject[]) : [],
  );
  return [
    isError === true ? h("p", { class: "pg-failure" }, "The tool says that it failed:") : null,
    ...blocks.map(drawBlock),
    structuredContent === undefined || structuredContent === null
      ? null
      : h("details", [
          h("summary", "Structured"),
          h("pre", { tabindex: 0 }, JSON.stringify(structuredContent, null, 2)),
        ]),
  ];
}

function drawBlock(block: JsonObject): VNode {
  const { text, data, mimeType, role, content } = block;
  if (typeof role === "string") {
    return h("div", [h("p", { class: "pg-hint" }, role), drawBlock(content as JsonObject)]);
  }
  if (typeof text === "string") return h("pre", { tabindex: 0 }, text);
  if (typeof data === "string" && IMAGES.has(mimeType)) {
    return h("img", {
      src: `data:${String(mimeType)};base64,${data}`,
      alt: "The image of the result",
    });
  }
  return h("pre", { tabindex: 0 }, JSON.stringify(block, null, 2));
}
