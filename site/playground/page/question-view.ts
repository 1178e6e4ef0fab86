import type { JsonObject, JsonSchema } from "@mortise/protocol";
import type { VNode } from "vue";
import { h } from "vue";
import { FieldsForm } from "./fields-form.ts";
import type { Runner } from "./run-program.ts";
import type { Question } from "./state.ts";

/** Draws a question of the server to its user, with the form that it asks for. */
export function drawQuestion({ id, params }: Question, runner: Runner): VNode {
  const { message, requestedSchema, url } = params;
  const answer = (answer: JsonObject): void => runner.answer(id, answer);
  return h("section", { class: "pg-question", key: id, "aria-label": "A question of the server" }, [
    h("p", { role: "status" }, [h("strong", "The server asks: "), String(message ?? "")]),
    typeof url === "string" ? h("p", [h("code", url)]) : null,
    h(
      FieldsForm,
      {
        schema: requestedSchema as JsonSchema | undefined,
        action: "Answer",
        onSend: (content: JsonObject) =>
          answer({ action: "accept", ...(url === undefined && { content }) }),
      },
      () => [
        h(
          "button",
          { class: "pg-button", type: "button", onClick: () => answer({ action: "decline" }) },
          "Decline",
        ),
      ],
    ),
  ]);
}
