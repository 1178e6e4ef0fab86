import type { JsonObject, JsonSchema } from "@mortise/protocol";
import type { VNode } from "vue";
import { h } from "vue";
import type { Offer } from "../messages.ts";
import { FieldsForm } from "./fields-form.ts";
import { drawResult } from "./result-view.ts";
import type { Runner } from "./run-program.ts";
import type { Call, PlaygroundState } from "./state.ts";

/** Something that a server offers, and the request that its form makes. */
interface Entry {
  readonly kind: "Tool" | "Resource" | "Prompt";
  readonly name: string;
  readonly description: string;
  readonly action: string;
  readonly method: string;
  readonly schema: JsonSchema | undefined;
  readonly toParams: (args: JsonObject) => JsonObject;
}

/** Draws what the server offers, each entry with its form and its last result. */
export function drawOffer(state: PlaygroundState, runner: Runner): VNode | null {
  const { offer, call } = state;
  if (offer === undefined) return null;
  const entries = listEntries(offer);
  return h("section", { "aria-label": "The server" }, [
    h("h2", { class: "pg-title" }, [
      `${offer.name} ${offer.version}`,
      h("span", ` on ${offer.revision}`),
    ]),
    entries.length === 0 ? h("p", "The server offers nothing yet.") : null,
    ...entries.map((entry, at) => drawEntry(entry, { isFirst: at === 0, call, runner, state })),
  ]);
}

interface Drawn {
  readonly isFirst: boolean;
  readonly call: Call | undefined;
  readonly runner: Runner;
  readonly state: PlaygroundState;
}

function drawEntry(entry: Entry, { isFirst, call, runner, state }: Drawn): VNode {
  const { kind, name, description, action, method, schema, toParams } = entry;
  const target = `${kind} ${name}`;
  const own = call?.target === target ? call : undefined;
  const isBusy =
    state.status !== "running" ||
    (call !== undefined && call.result === undefined && call.failure === undefined);
  return h("details", { class: "pg-entry", key: target, open: isFirst || own !== undefined }, [
    h("summary", [h("span", { class: "pg-kind" }, kind), h("code", name)]),
    description === "" ? null : h("p", description),
    h(FieldsForm, {
      schema,
      action,
      isBusy,
      onSend: (args: JsonObject) => runner.request(method, target, toParams(args)),
    }),
    own === undefined ? null : drawResult(own, () => runner.cancel(own.id)),
  ]);
}

function listEntries({ tools, resources, templates, prompts }: Offer): readonly Entry[] {
  return [
    ...tools.map(
      ({ name, description = "", inputSchema }): Entry => ({
        kind: "Tool",
        name,
        description,
        action: "Call",
        method: "tools/call",
        schema: inputSchema,
        toParams: (args) => ({ name, arguments: args }),
      }),
    ),
    ...resources.map(
      ({ uri, description = "" }): Entry => ({
        kind: "Resource",
        name: uri,
        description,
        action: "Read",
        method: "resources/read",
        schema: undefined,
        toParams: () => ({ uri }),
      }),
    ),
    ...templates.map(
      ({ uriTemplate, description = "" }): Entry => ({
        kind: "Resource",
        name: uriTemplate,
        description,
        action: "Read",
        method: "resources/read",
        schema: toSchema([
          { name: "uri", required: true, description: `an address of the form ${uriTemplate}` },
        ]),
        toParams: ({ uri }) => ({ uri: uri ?? "" }),
      }),
    ),
    ...prompts.map(
      ({ name, description = "", arguments: args = [] }): Entry => ({
        kind: "Prompt",
        name,
        description,
        action: "Get",
        method: "prompts/get",
        schema: toSchema(args),
        toParams: (given) => ({ name, arguments: given }),
      }),
    ),
  ];
}

function toSchema(
  args: readonly {
    readonly name: string;
    readonly description?: string;
    readonly required?: boolean;
  }[],
): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(
      args.map(({ name, description = "" }) => [name, { type: "string", description }]),
    ),
    required: args.filter(({ required }) => required === true).map(({ name }) => name),
  };
}
