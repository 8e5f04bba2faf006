/** A kind of question, and the sentences that answer it. */
export interface QuestionKind {
  readonly kind: string
  readonly answeredBy: RegExp
  /** Whether the question refers to the sentence before, as "Why is that?" does. */
  readonly refersBack: boolean
  readonly phrases: ReadonlyArray<string>
}

/** What comes of what was told: asked at the end of a chapter. */
export const consequence: QuestionKind = {
  kind: "consequence",
  refersBack: true,
  answeredBy:
    /^["“]?(?:so|thus|therefore|hence|as a result|in the end|that is why|this is why|since then|today|even today|to this day|by now|now)\b|\b(?:which (?:means|meant|leaves|left|lets|let|allows|allowed|forced|led)|as a result|led to|leads to|result(?:ed|s) in|ended (?:in|with|up)|made it possible|became (?:the|a)|turned (?:\S+ ){1,4}into|is still|are still|still (?:use[sd]?|stands?|works?|falls?|runs?|rel(?:y|ies)|go(?:es)?)|no longer|has since|have since|(?:more|less|fewer) than (?:half|ever|before))\b/i,
  phrases: [
    "And what came of it?",
    "What followed from that?",
    "What does that mean in the end?",
    "Where did that lead?",
    "So what is the upshot?",
    "And where does that leave us?",
    "What is left of it?",
    "What changed through it?",
    "How did it turn out?",
    "What remains?"
  ]
}

/** By what a sentence does, strongest first. */
export const strongKinds: ReadonlyArray<QuestionKind> = [
  {
    kind: "unsettled",
    refersBack: false,
    answeredBy:
      /\b(?:unclear|unknown|uncertain|open question|active question|still being|not (?:yet )?(?:known|understood|settled)|(?:is|are|still) debated|myster(?:y|ies)|disagree|nobody knows|no one knows|remains? (?:an?|un\w+))\b/i,
    phrases: [
      "What do we not know yet?",
      "Is everything settled by now?",
      "Which questions are still open?",
      "Where does the knowledge end?",
      "What is still a puzzle?",
      "Do the experts agree?",
      "What is still being worked out?",
      "Are there any loose ends?",
      "Is the case closed?",
      "What would people still like to find out?"
    ]
  },
  {
    kind: "words",
    refersBack: false,
    answeredBy: /["“](?:[^\s"“”]+ ){3,}[^\s"“”]+["”]/,
    phrases: [
      "Do we have that in somebody's own words?",
      "What was actually said?",
      "How did they put it themselves?",
      "Is there a quote?",
      "In whose words?",
      "What was the wording?",
      "Let's hear it first hand.",
      "Did anybody say it outright?",
      "What were the exact words?",
      "Who said what?"
    ]
  },
  {
    kind: "trouble",
    refersBack: true,
    answeredBy:
      /\b(?:critics?|drawbacks?|disadvantages?|expensive|risks?|risky|dangers?|fail(?:ed|s|ure|ures)?|shut down|mistakes?|problems?|difficult\w*|struggl\w+|suffer\w*|wrong)\b/i,
    phrases: [
      "Is there a catch?",
      "Where are the problems?",
      "What can go wrong?",
      "Was it ever that easy?",
      "There has to be a difficulty somewhere.",
      "Where does it get difficult?",
      "What is the weak point?",
      "What stands in the way?",
      "What are the limits?",
      "And the other side of the coin?"
    ]
  },
  {
    kind: "future",
    refersBack: false,
    answeredBy:
      /\b(?:will (?:be|have|make|need|force|become|bring|open|arrive|start)|is expected to|are expected to|(?:is|are) planning to|predicts? (?!the)|in the (?:coming|next) (?:years?|decades?|months?)|by 20[3-9]\d|in the 20[3-9]0s)\b/i,
    phrases: [
      "So what happens next?",
      "What is coming?",
      "And looking ahead?",
      "What should we expect?",
      "Where is this heading?",
      "What about the years ahead?",
      "How does the future look?",
      "What changes from here on?",
      "And tomorrow?",
      "What lies ahead?"
    ]
  },
  {
    kind: "cause",
    refersBack: true,
    answeredBy:
      /\b(?:because|the cause of|is caused by|are caused by|due to|owing to|the reason|as a result of|explains)\b/i,
    phrases: [
      "Why is that?",
      "What is behind it?",
      "How come?",
      "What is the reason?",
      "Do we know why?",
      "And the cause?",
      "Why would that be?",
      "What explains it?",
      "Is there an explanation?",
      "But why?"
    ]
  },
  {
    kind: "beginning",
    refersBack: false,
    answeredBy:
      /\b(?:the first (?![^,;]{0,80} since\b|and|time|half|stage|of|hours|two|three|few|is|step|place)|(?:was|were|among the) first\b|the earliest|(?<!\bthat )(?:began|begun|founded|invented) (?:in|by|around))\b/i,
    phrases: [
      "How did it start?",
      "Where did it all begin?",
      "Who was first?",
      "What was the beginning?",
      "Where does the story start?",
      "Tell me how it began.",
      "What got it going?",
      "Somebody had to be first.",
      "What was the first step?",
      "And the early days?"
    ]
  },
  {
    kind: "record",
    refersBack: false,
    answeredBy:
      /(?<!one of )\b(?:the (?:most|largest|biggest|highest|deepest|oldest|longest|fastest|strongest|deadliest|smallest|lowest|greatest|rarest|heaviest|brightest|busiest)(?! of)\b|holds? the record|ever (?:built|made|seen|recorded|measured))/i,
    phrases: [
      "What is the extreme case?",
      "Which one stands out?",
      "Is there a record holder?",
      "What tops the list?",
      "How extreme does it get?",
      "What is the standout?",
      "Where does it go to extremes?",
      "Is there one that beats them all?",
      "What is the most striking case?",
      "What is the superlative here?"
    ]
  },
  {
    kind: "evidence",
    refersBack: true,
    answeredBy:
      /\b(?:researchers|scientists|physicists|astronomers|biologists|psychologists|a study|the study|studies|experiments|surveys) (?:\S+ ){0,4}?(?:found|show\w*|reported|measured|discovered|concluded|suggest\w*|argue\w*|confirmed|revealed|warned|predict\w*)\b/i,
    phrases: [
      "What does the research say?",
      "What have scientists found?",
      "How do we know?",
      "What is the evidence?",
      "Has anybody looked into it?",
      "Has that been tested?",
      "What did the measurements show?",
      "What do those who study it say?",
      "How was that found out?",
      "Is there proof?"
    ]
  }
]

/** By what a sentence contains, which characterizes it less. */
export const weakKinds: ReadonlyArray<QuestionKind> = [
  {
    kind: "exception",
    refersBack: true,
    answeredBy:
      /\b(?:some places|elsewhere|differs?|var(?:y|ies)|depend(?:s|ing)? on|exceptions?|unlike|by contrast|in contrast|not all|not every)\b/i,
    phrases: [
      "Is it the same everywhere?",
      "Does that always hold?",
      "Are there exceptions?",
      "How much does it vary?",
      "Is that true in every case?",
      "Does it depend on something?",
      "Is there a case that breaks the rule?",
      "Is it always like that?",
      "What makes the difference?"
    ]
  },
  {
    kind: "figure",
    refersBack: true,
    answeredBy:
      /^(?:\S+ ){0,9}[$€£]?\d[\d.,]*[ -](?:percent|per cent|million|billion|trillion|thousand|kilomet\w+|met(?:er|re)s?|centimet\w+|millimet\w+|miles?|feet|degrees|tons?|tonnes?|kilograms?|grams?|lit(?:er|re)s?|hours?|minutes?|seconds?|times|megawatts?|gigawatt\S*|terawatts?|people|dollars|euros)|\d (?:percent|per cent|million|billion|times)\b|\b(?:millions|billions) of\b/i,
    phrases: [
      "Can you put a number on it?",
      "What do the figures say?",
      "Give me a sense of scale.",
      "How does that look in numbers?",
      "How much are we talking about?",
      "Is there a figure for it?",
      "Let's have some numbers.",
      "On what scale?",
      "Any figures?",
      "Do we have a number?"
    ]
  },
  {
    kind: "past",
    refersBack: false,
    answeredBy:
      /^(?:In|Around|By|On|Since|Until|Before|After|From) (?:the (?:early |late )?|about |\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?(?:1\d{3})\b|\b(?:BC|century)\b/,
    phrases: [
      "What does the history say?",
      "Take me back a bit.",
      "Let's go back in time for a moment.",
      "What does the past tell us?",
      "And in the past?",
      "Where does the history take us?",
      "What happened, and when?"
    ]
  },
  {
    kind: "method",
    refersBack: true,
    answeredBy:
      /\b(?:by (?:measuring|comparing|counting|using|adding|heating|watching)|works by|designed|technique|method|the trick)\b/i,
    phrases: [
      "How does that work in practice?",
      "How is it done?",
      "What does it take?",
      "What is the trick?",
      "Talk me through it.",
      "How do you go about that?",
      "What is the method?",
      "How would one do that?",
      "And in practice?",
      "How was that managed?"
    ]
  }
]

/** About a proper name, which replaces the asterisk. Whatever is said about the name answers them. */
export const nameQuestions = [
  "And what about *?",
  "* is worth a word.",
  "We should talk about *.",
  "Back to *.",
  "Is there more about *?",
  "Let's hear about *.",
  "Let's stay with * for a moment."
]

/** About the subject of a sentence, which replaces the asterisk. */
export const subjectQuestions = [
  "What about *?",
  "Tell me about *.",
  "What do we know about *?",
  "What is the story with *?",
  "Say a word about *.",
  "Let's talk about *.",
  "What can you tell me about *?",
  "I would like to hear about *.",
  "What should I know about *?",
  "And *?"
]

/** Answered by any fact, whether or not it continues the one before. */
export const openQuestions = [
  "What else should we know?",
  "What more is there to it?",
  "What struck you?",
  "Is there another side to it?",
  "What did you find?",
  "Give me one more thing.",
  "And what else?",
  "What else did you note?",
  "Which detail should we not miss?",
  "What else stands out?",
  "What would you add?",
  "What else did the reading turn up?",
  "Anything else worth knowing?",
  "Tell me more.",
  "What should nobody overlook?"
]
