import type { ReactNode } from "react";
import { useState } from "react";
import { isJsonObject } from "../../contract/index.ts";
import type { ControlProps } from "./control-props.ts";
import { makeFirstValue } from "./first-value.ts";
import { useForm } from "./form-context.ts";
import { Segments } from "./scalar-controls.tsx";
import { listMembers, readShape } from "./shape.ts";
import { findVariant, nameVariant } from "./variant.ts";

/** A picker of one schema of several, and below it the value by that schema. */
export function VariantControl(
  props: ControlProps & { readonly Body: (props: ControlProps) => ReactNode },
): ReactNode {
  const { root } = useForm();
  const { variants } = props.shape;
  const [picked, setPicked] = useState<{ readonly at: number; readonly value: unknown }>();
  // A pick holds until the value comes from somewhere else, such as the JSON.
  const found = findVariant(variants, props.value, root);
  const at = picked !== undefined && isNear(picked.value, props.value) ? picked.at : found;
  const variant = variants[at] ?? {};
  const pick = (next: number): void => {
    const value = keepCommonMembers(props.value, variants[next], root);
    setPicked({ at: next, value });
    props.onChange(value);
  };
  const change = (value: unknown): void => {
    setPicked({ at, value });
    props.onChange(value);
  };
  const names = variants.map((one, index) => nameVariant(one, root, index));
  const { Body } = props;
  return (
    <>
      <Segments
        id={props.id}
        label={`Kind of ${props.label}`}
        onSelect={pick}
        options={names}
        selected={at}
      />
      <Body
        {...props}
        id={`${props.id}-value`}
        onChange={change}
        shape={readShape(variant, root)}
      />
    </>
  );
}

function isNear(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** The first value of a variant, with the members of the former value that it knows too. */
function keepCommonMembers(
  value: unknown,
  variant: unknown,
  root: Parameters<typeof readShape>[1],
): unknown {
  const first = makeFirstValue(variant, root);
  if (!isJsonObject(value) || !isJsonObject(first)) return first;
  const { schema } = readShape(variant, root);
  const known = listMembers(schema).map(([name]) => name);
  const kept = known.filter((name) => Object.hasOwn(value, name) && !Object.hasOwn(first, name));
  return { ...first, ...Object.fromEntries(kept.map((name) => [name, value[name]])) };
}
