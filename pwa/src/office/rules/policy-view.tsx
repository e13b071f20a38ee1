import { type Names, tell, type WholePolicy } from "../../policy-words/tell";

/** A policy in plain sentences. */
export function PolicyView({ policy, names }: { policy: WholePolicy; names: Names }) {
  const told = tell(policy, names);
  return (
    <div class="stack policy">
      <div>
        <h3>{told.title}</h3>
        <p>{told.lead}</p>
        <ul class="policy-ways">
          {told.ways.map((way, at) => (
            <li key={at}>{way}</li>
          ))}
        </ul>
      </div>
      <div class="policy-chapters">
        {told.chapters.map(({ title, lines }) => (
          <div key={title}>
            <h3>{title}</h3>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
