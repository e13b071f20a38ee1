// Generated from schemas/ by `just generate`. Do not edit.

export const MAX_SEARCH_LETTERS = 100;
export const MAX_SEARCH_WORDS = 6;
export const SEARCH_PAGE = 20;
export const KANA_SOUNDS = "\u304d\u3083kya \u304d\u3085kyu \u304d\u3087kyo \u3057\u3083sha \u3057\u3085shu \u3057\u3087sho \u3061\u3083cha \u3061\u3085chu \u3061\u3087cho \u306b\u3083nya \u306b\u3085nyu \u306b\u3087nyo \u3072\u3083hya \u3072\u3085hyu \u3072\u3087hyo \u307f\u3083mya \u307f\u3085myu \u307f\u3087myo \u308a\u3083rya \u308a\u3085ryu \u308a\u3087ryo \u304e\u3083gya \u304e\u3085gyu \u304e\u3087gyo \u3058\u3083ja \u3058\u3085ju \u3058\u3087jo \u3062\u3083ja \u3062\u3085ju \u3062\u3087jo \u3073\u3083bya \u3073\u3085byu \u3073\u3087byo \u3074\u3083pya \u3074\u3085pyu \u3074\u3087pyo \u3075\u3041fa \u3075\u3043fi \u3075\u3047fe \u3075\u3049fo \u3066\u3043ti \u3067\u3043di \u3057\u3047she \u3061\u3047che \u3058\u3047je \u3046\u3043wi \u3046\u3047we \u3046\u3049wo \u3042a \u3044i \u3046u \u3048e \u304ao \u304bka \u304dki \u304fku \u3051ke \u3053ko \u3055sa \u3057shi \u3059su \u305bse \u305dso \u305fta \u3061chi \u3064tsu \u3066te \u3068to \u306ana \u306bni \u306cnu \u306dne \u306eno \u306fha \u3072hi \u3075fu \u3078he \u307bho \u307ema \u307fmi \u3080mu \u3081me \u3082mo \u3084ya \u3086yu \u3088yo \u3089ra \u308ari \u308bru \u308cre \u308dro \u308fwa \u3090i \u3091e \u3092o \u3093n \u304cga \u304egi \u3050gu \u3052ge \u3054go \u3056za \u3058ji \u305azu \u305cze \u305ezo \u3060da \u3062ji \u3065zu \u3067de \u3069do \u3070ba \u3073bi \u3076bu \u3079be \u307cbo \u3071pa \u3074pi \u3077pu \u307ape \u307dpo \u3094vu \u3041a \u3043i \u3045u \u3047e \u3049o \u3083ya \u3085yu \u3087yo \u308ewa";

/** What can be found, in the order in which equals are shown. */
export const DocumentKind = {
  BODY: "body",
  PROJECT: "project",
  PLACE: "place",
} as const;
export type DocumentKind = (typeof DocumentKind)[keyof typeof DocumentKind];

/** `ref`: the number of the project or place, the code of the body. `note`: what else one should know, such as the members' rate. Days are empty where there are none. `open`: the body takes part. */
export interface FoundDocument {
  kind: DocumentKind;
  ref: number;
  body: string;
  name: string;
  english: string;
  note: string;
  note_english: string;
  from_day: string;
  to_day: string;
  open: boolean;
}

/** `cursor` asks for what follows; None at the end. */
export interface SearchPage {
  results: FoundDocument[];
  cursor: string | null;
}
