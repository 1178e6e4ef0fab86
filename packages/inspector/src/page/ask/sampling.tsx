import { Button, Textarea, TextInput } from "@mantine/core";
import type { JsonObject } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useState } from "react";
import type { Ask } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { SendForm } from "../part/send-form.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { ContentBlock } from "../result/content-block.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import styles from "./ask.module.css";
import { CANNED_ANSWERS } from "./canned-answers.ts";
import { USER_REJECTED } from "./error-answer.tsx";
import { useAnswer } from "./use-answer.ts";

/** A completion that the server asks of the client's model (`sampling/createMessage`); a person plays it. */
export function Sampling(props: { readonly ask: Ask }): ReactNode {
  const { ask } = props;
  const { params } = ask;
  const answering = useAnswer(ask);
  const [text, setText] = useState("");
  const [model, setModel] = useState("inspector");
  const [stopReason, setStopReason] = useState("endTurn");
  const send = (): void => {
    const answer: JsonObject = {
      role: "assistant",
      content: { type: "text", text },
      model,
      stopReason,
    };
    answering.answer(answer);
  };
  return (
    <SendForm className={styles["form"]} onSend={send}>
      <SamplingRequest connection={ask.connection} params={params} />
      <div className={styles["bar"]}>
        <span className={styles["note"]}>Canned:</span>
        {CANNED_ANSWERS.map((canned) => (
          <Button
            key={canned.label}
            onClick={() => {
              setText(canned.write(params));
              setStopReason(canned.stopReason);
            }}
            variant="default"
          >
            {canned.label}
          </Button>
        ))}
      </div>
      <Textarea
        autosize
        label="The model's answer"
        maxRows={14}
        minRows={2}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        value={text}
      />
      <div className={styles["pair"]}>
        <TextInput
          label="model"
          onChange={({ currentTarget }) => setModel(currentTarget.value)}
          value={model}
        />
        <TextInput
          label="stopReason"
          onChange={({ currentTarget }) => setStopReason(currentTarget.value)}
          value={stopReason}
        />
      </div>
      <AnswerBar answering={answering} ask={ask} canRepeat>
        <Button type="submit">Answer</Button>
        <Button onClick={() => answering.refuse(USER_REJECTED)} variant="default">
          Refuse
        </Button>
      </AnswerBar>
    </SendForm>
  );
}

const SHOWN = ["maxTokens", "temperature", "stopSequences", "includeContext", "toolChoice"];

function SamplingRequest(props: {
  readonly connection: string;
  readonly params: JsonObject;
}): ReactNode {
  const { params, connection } = props;
  const { systemPrompt } = params;
  const messages = Array.isArray(params["messages"]) ? params["messages"].filter(isJsonObject) : [];
  const settings = SHOWN.filter((name) => params[name] !== undefined);
  return (
    <>
      {typeof systemPrompt === "string" && (
        <div className={styles["turn"]}>
          <Tag tone="note">system</Tag>
          <p className={styles["message"]}>
            <VisibleText text={systemPrompt} />
          </p>
        </div>
      )}
      {messages.map((message, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the messages of one request never move
        <div key={at} className={styles["turn"]}>
          <Tag tone={message["role"] === "assistant" ? "accent" : "plain"}>
            {String(message["role"])}
          </Tag>
          <div>
            {listOf(message["content"]).map((block, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one message never move
              <ContentBlock key={place} block={block} connection={connection} />
            ))}
          </div>
        </div>
      ))}
      <p className={styles["note"]}>
        {writePreferences(params["modelPreferences"])}
        {settings.map((name) => ` · ${name} ${JSON.stringify(params[name])}`).join("")}
      </p>
    </>
  );
}

/** Writes the models that the server would like, and what it weighs. */
function writePreferences(preferences: unknown): string {
  if (!isJsonObject(preferences)) return "no model preferred";
  const { hints, ...weights } = preferences;
  const names = listOf(hints)
    .filter(isJsonObject)
    .map(({ name }) => String(name));
  const weighed = Object.entries(weights).map(([name, value]) => `${name} ${String(value)}`);
  return [names.length > 0 ? `models: ${names.join(", ")}` : "no model preferred", ...weighed].join(
    " · ",
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
