import type { JsonSchema } from "@mortise/protocol";
import type { ComponentType } from "react";
import { createContext, useContext } from "react";
import type { Issues } from "./issue.ts";

/** A value within the form, with the schema that it should fit. `undefined` is absent. */
export interface FieldProps {
  readonly label: string;
  readonly schema: unknown;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** The JSON Pointer of the value. */
  readonly pointer: string;
  readonly isRequired: boolean;
  /** The value stands in a list, and goes with its place. */
  readonly isItem?: boolean;
}

/** The parts that all fields of a form share. */
export interface Form {
  readonly id: string;
  /** The document that references point into. */
  readonly root: JsonSchema;
  readonly issues: Issues;
  /** Draws a field; a control draws those inside of it by this, and so knows none of the others. */
  readonly Field: ComponentType<FieldProps>;
}

export const FormContext: React.Context<Form | undefined> = createContext<Form | undefined>(
  undefined,
);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error("A field stands outside of SchemaForm.");
  return form;
}
