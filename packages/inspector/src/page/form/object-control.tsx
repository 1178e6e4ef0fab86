import type { ReactNode } from "react";
import { useState } from "react";
import { isJsonObject } from "../../contract/index.ts";
import { makeFirstValue } from "./first-value.ts";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { addToPointer } from "./issue.ts";
import type { Shape } from "./shape.ts";
import { findRecordSchema, isRequired, listMembers, readShape } from "./shape.ts";

interface ObjectProps {
  readonly label: string;
  readonly shape: Shape;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
}

/** The members that the schema names, then those that it does not. */
export function ObjectControl(props: ObjectProps): ReactNode {
  const { Field, root } = useForm();
  const { schema } = props.shape;
  const value = isJsonObject(props.value) ? props.value : {};
  const members = listMembers(schema);
  const setMember = (name: string, member: unknown): void => {
    const { [name]: _before, ...rest } = value;
    if (member === undefined) props.onChange(rest);
    // A member keeps its place, so that JSON that a person wrote is not turned around.
    else
      props.onChange(
        Object.hasOwn(value, name) ? { ...value, [name]: member } : { ...rest, [name]: member },
      );
  };
  const shown = members.filter(([name, member]) => {
    // The constant of a variant is chosen by its picker.
    const { kind, choices } = readShape(member, root);
    const isConstant = kind === "choice" && choices.length === 1 && isRequired(schema, name);
    return !(isConstant && value[name] === choices[0]);
  });
  return (
    <div className={props.pointer === "" ? styles["form"] : styles["inside"]}>
      {shown.map(([name, member]) => (
        <Field
          key={name}
          isRequired={isRequired(schema, name)}
          label={name}
          onChange={(next) => setMember(name, next)}
          pointer={addToPointer(props.pointer, name)}
          schema={member}
          value={Object.hasOwn(value, name) ? value[name] : undefined}
        />
      ))}
      <RecordMembers {...props} onMember={setMember} value={value} />
    </div>
  );
}

function RecordMembers(
  props: ObjectProps & {
    readonly value: Readonly<Record<string, unknown>>;
    readonly onMember: (name: string, value: unknown) => void;
  },
): ReactNode {
  const { Field, root, id } = useForm();
  const [key, setKey] = useState("");
  const { schema } = props.shape;
  const recordSchema = findRecordSchema(schema);
  const named = new Set(listMembers(schema).map(([name]) => name));
  const extra = Object.keys(props.value).filter((name) => !named.has(name));
  const canAdd = key !== "" && !(key in props.value);
  const add = (): void => {
    if (!canAdd) return;
    props.onMember(key, makeFirstValue(recordSchema, root) ?? "");
    setKey("");
  };
  if (extra.length === 0 && recordSchema === undefined) return null;
  return (
    <>
      {extra.map((name) => (
        <Field
          key={name}
          isRequired={false}
          label={name}
          onChange={(next) => props.onMember(name, next)}
          pointer={addToPointer(props.pointer, name)}
          schema={recordSchema ?? {}}
          value={props.value[name]}
        />
      ))}
      {recordSchema !== undefined && (
        <div className={styles["row"]}>
          <input
            aria-label={`Name of a new member of ${props.label}`}
            autoComplete="off"
            className={styles["input"]}
            id={`${id}${props.pointer}/+`}
            onChange={(event) => setKey(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
              event.preventDefault();
              add();
            }}
            placeholder="name of a new member"
            value={key}
          />
          <button className={styles["add"]} disabled={!canAdd} onClick={add} type="button">
            + add
          </button>
        </div>
      )}
    </>
  );
}
