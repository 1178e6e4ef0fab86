import type { JsonSchema } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useId, useMemo } from "react";
import { Field } from "./field.tsx";
import { FormContext } from "./form-context.ts";
import type { Issues } from "./issue.ts";
import { ObjectControl } from "./object-control.tsx";
import { readShape } from "./shape.ts";

/**
 * A form of an object by its JSON Schema. Absent, `null` and empty are three states; a value that does
 * not fit is kept and shown as JSON, so the form never loses anything.
 */
export function SchemaForm(props: {
  readonly label: string;
  readonly schema: JsonSchema;
  readonly value: Readonly<Record<string, unknown>>;
  readonly onChange: (value: Readonly<Record<string, unknown>>) => void;
  readonly issues: Issues;
}): ReactNode {
  const id = useId();
  const { schema, issues } = props;
  const form = useMemo(() => ({ id, root: schema, issues, Field }), [id, schema, issues]);
  const shape = useMemo(() => readShape(schema, schema), [schema]);
  const change = (value: unknown): void => {
    props.onChange(value as Readonly<Record<string, unknown>>);
  };
  const isPlain = shape.kind === "object" || shape.kind === "any";
  return (
    <FormContext value={form}>
      {isPlain ? (
        <ObjectControl
          label={props.label}
          onChange={change}
          pointer=""
          shape={shape}
          value={props.value}
        />
      ) : (
        <Field
          isRequired
          label={props.label}
          onChange={change}
          pointer=""
          schema={schema}
          value={props.value}
        />
      )}
    </FormContext>
  );
}
