import type { JsonObject, JsonSchema } from "@mortise/protocol";
import type { Component, PropType, VNode } from "vue";
import { computed, defineComponent, h, reactive, useId, watch } from "vue";
import type { Field } from "./fields.ts";
import { makeArguments, readFields } from "./fields.ts";

/** A form of a schema, whose button sends what is typed. */
export const FieldsForm: Component = defineComponent({
  props: {
    schema: { type: Object as PropType<JsonSchema>, required: false },
    action: { type: String, required: true },
    isBusy: { type: Boolean, default: false },
  },
  emits: { send: (_args: JsonObject) => true },
  setup(props, { emit, slots }) {
    const prefix = useId();
    const fields = computed(() => readFields(props.schema));
    const typed = reactive<Record<string, string>>({});
    const begin = (): void => {
      for (const { name, first } of fields.value) typed[name] ??= first;
    };
    watch(fields, begin, { immediate: true });
    const send = (event: Event): void => {
      event.preventDefault();
      emit("send", makeArguments(fields.value, typed));
    };
    return () =>
      h("form", { class: "pg-form", onSubmit: send }, [
        ...fields.value.map((field) => drawField(field, `${prefix}-${field.name}`, typed)),
        h("div", { class: "pg-actions" }, [
          h(
            "button",
            { class: "pg-button pg-primary", type: "submit", disabled: props.isBusy },
            props.action,
          ),
          slots["default"]?.(),
        ]),
      ]);
  },
});

function drawField(field: Field, id: string, typed: Record<string, string>): VNode {
  const { name, hint, isRequired } = field;
  return h("div", { class: "pg-field", key: name }, [
    h("label", { for: id }, [name, isRequired ? h("span", " (required)") : null]),
    drawControl(field, id, typed),
    hint === "" ? null : h("p", { class: "pg-hint", id: `${id}-hint` }, hint),
  ]);
}

function drawControl(field: Field, id: string, typed: Record<string, string>): VNode {
  const { name, hint, kind, choices, isRequired } = field;
  const set = (event: Event): void => {
    typed[name] = (event.target as HTMLInputElement).value;
  };
  const attributes = {
    id,
    value: typed[name],
    onInput: set,
    ...(hint !== "" && { "aria-describedby": `${id}-hint` }),
  };
  const listed = kind === "boolean" ? ["true", "false"] : choices;
  if (listed.length > 0) {
    const options = isRequired && kind === "choice" ? listed : ["", ...listed];
    if (typed[name] === "" && isRequired && kind === "choice") typed[name] = listed[0] ?? "";
    return h(
      "select",
      { ...attributes, value: typed[name] },
      options.map((value) => h("option", { value }, value === "" ? "(left out)" : value)),
    );
  }
  if (kind === "json") {
    return h("textarea", { ...attributes, rows: 2, spellcheck: false, placeholder: "JSON" });
  }
  const inputmode = kind === "number" ? "decimal" : "text";
  return h("input", {
    ...attributes,
    type: "text",
    inputmode,
    autocomplete: "off",
    spellcheck: false,
  });
}
