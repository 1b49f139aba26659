/* Which category and level the answers to the questions lead to. No DOM here.
 *
 * answers - {question: answer}
 */
this.bmagovLevel = (function () {
  'use strict';

  function holds(condition, answers) {
    return Object.keys(condition).every(name => answers[name] === condition[name]);
  }

  /* Questions that arise, of [{name, askedIf}]. */
  function arising(questions, answers) {
    return questions.filter(question => holds(question.askedIf, answers));
  }

  /* The first rule that holds, or none while a question that arises has no answer. */
  function proposal(questions, rules, answers) {
    const given = {};
    arising(questions, answers).forEach(question => { given[question.name] = answers[question.name]; });
    const isComplete = Object.keys(given).every(name => given[name]);
    return isComplete && rules.find(rule => holds(rule.when, given)) || null;
  }

  return { arising, proposal };
}());
