import { askedOf } from "../facility/rates";
import type { Party, Rate, RateLine } from "../schemas/wire";
import { named } from "../ui/format";
import { useTask } from "../ui/task";
import { t } from "../ui/words/staff";

const MOST = 99;

interface PriceProps {
  rate: Rate;
  party: readonly Party[];
  /** Only what is to be paid. */
  small: boolean;
  onParty: (party: Party[]) => Promise<void>;
}

/** What is to be paid, as large as can be; below it who pays, one tap each. */
export function PricePanel({ rate, party, small, onParty }: PriceProps) {
  const changing = useTask(onParty);
  const sum = (
    <p class="price-sum number" role="status" data-yen={askedOf(rate, party)}>
      {t("rate.yen", { yen: grouped(askedOf(rate, party)) })}
    </p>
  );
  if (small) return sum;
  const peopleOf = ({ line }: RateLine) => party.find((one) => one.line === line)?.people ?? 0;
  const change = (line: RateLine, people: number) => {
    const others = party.filter((one) => one.line !== line.line);
    const next = people > 0 ? [...others, { line: line.line, people }] : others;
    void changing.run(next.sort((a, b) => a.line - b.line));
  };
  return (
    <div class="price">
      {sum}
      <ul class="price-lines">
        {rate.lines.map((line) => (
          <li key={line.line} data-line={line.line}>
            <span class="price-line">
              <b>{named(line)}</b>
              <span class="number">
                {rate.granted && line.member < line.general && (
                  <>
                    <s>
                      <span class="unseen">{t("rate.general")} </span>
                      {t("rate.yen", { yen: grouped(line.general) })}
                    </s>{" "}
                  </>
                )}
                {t("rate.yen", { yen: grouped(rate.granted ? line.member : line.general) })}
              </span>
            </span>
            {rate.granted && (
              <span class="price-people">
                <button
                  type="button"
                  class="button"
                  aria-label={t("rate.less", { name: named(line) })}
                  disabled={peopleOf(line) === 0}
                  onClick={() => change(line, peopleOf(line) - 1)}
                >
                  −
                </button>
                <span class="number price-count" data-people={peopleOf(line)}>
                  {t("rate.people", { n: peopleOf(line) })}
                </span>
                <button
                  type="button"
                  class="button"
                  aria-label={t("rate.more", { name: named(line) })}
                  disabled={peopleOf(line) === MOST}
                  onClick={() => change(line, peopleOf(line) + 1)}
                >
                  ＋
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {rate.granted && rate.companions > 0 && (
        <p class="small">{t("rate.companions", { n: rate.companions })}</p>
      )}
      {rate.granted && rate.left >= 0 && (
        <p class="small">{t("rate.left", { n: Math.max(0, rate.left - 1) })}</p>
      )}
    </div>
  );
}

function grouped(yen: number): string {
  return String(yen).replace(/\B(?=(\d{3})+$)/g, ",");
}
