/* What the rules of the form's fields say, given what is filled in. No DOM here.
 *
 * A rule comes from the schema (metadata/helpers/form.py): due, other_of, required_if, required_unless, forbidden_if.
 * values - name of a field -> list of its values
 */
this.bmagovForm = (function () {
  'use strict';

  /* Whether any of the fields named has one of the values. */
  function holds(condition, values) {
    return Object.keys(condition).some(name => (values[name] || []).some(value => condition[name].includes(value)));
  }

  function isAllowed(rule, values) {
    if (rule.other_of) {
      return (values[rule.other_of] || []).includes('other');
    }
    return !rule.forbidden_if || !holds(rule.forbidden_if, values);
  }

  function isDue(rule, values) {
    return Boolean(rule.due || rule.other_of || rule.required_if && holds(rule.required_if, values) ||
      rule.required_unless && !holds(rule.required_unless, values));
  }

  /* Group -> how many of its fields are still to be filled in. fields: [{name, group, rule}] */
  function missing(fields, values) {
    const count = {};
    fields.forEach(field => {
      const lacks = isAllowed(field.rule, values) && isDue(field.rule, values) && !values[field.name].length;
      count[field.group] = (count[field.group] || 0) + (lacks ? 1 : 0);
    });
    return count;
  }

  return { holds, isAllowed, isDue, missing };
}());
