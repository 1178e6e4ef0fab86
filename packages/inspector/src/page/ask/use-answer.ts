import type { JsonObject } from "@mortise/protocol";
import { useState } from "react";
import type { Ask, Failure } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { rememberAnswer } from "./remembered-answers.ts";

/** Answers one question. */
export interface AnswerHook {
  readonly answer: (answer: JsonObject) => void;
  readonly failure: Failure | undefined;
  /** Answer the same question in the same way from now on. */
  readonly isRepeated: boolean;
  readonly repeat: (isRepeated: boolean) => void;
}

export function useAnswer(ask: Ask): AnswerHook {
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const [isRepeated, repeat] = useState(false);
  const answer = (given: JsonObject): void => {
    if (isRepeated) rememberAnswer(ask, given);
    control("answer", { ask: ask.id, answer: given }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return { answer, failure, isRepeated, repeat };
}
