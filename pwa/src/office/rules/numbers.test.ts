import { describe, expect, it } from "vitest";
import { numbersIn } from "./numbers";

describe("pasted numbers", () => {
  it.each([
    ["", []],
    ["12", [12]],
    ["12\n13\r\n14\t15", [12, 13, 14, 15]],
    ["12, 13、14,,15", [12, 13, 14, 15]],
    ["１２　１３", [12, 13]],
    ["0012 12", [12]],
    ["999999999", [999_999_999]],
  ])("%j", (text, numbers) => {
    expect(numbersIn(text)).toEqual({ numbers, strange: [] });
  });

  it("tells what is none", () => {
    expect(numbersIn("12 森本 0 -3 1.5 1000000000")).toEqual({
      numbers: [12],
      strange: ["森本", "0", "-3", "1.5", "1000000000"],
    });
  });
});
