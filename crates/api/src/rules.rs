//! What has to hold between the fields of a body, in the words of JSON Schema: no attribute of one field
//! can say it. The directory refuses what does not hold; this tells it beforehand.

use serde_json::{Value, json};

/// Something that can be seen, in a text that has to say something.
const SEEN: &str = r"[^\s\p{C}]";

/// What each of these schemas has besides its fields: a keyword and what it says. One keyword each, as
/// the library writes several in no certain order.
pub(crate) fn all() -> [(&'static str, &'static str, Value); 15] {
    [
        ("AreaBody", "anyOf", area()),
        ("AwardStepWanted", "anyOf", award_step()),
        ("ClaimDecision", "anyOf", yes_or_why("agree")),
        ("ClaimWanted", "anyOf", claim()),
        ("ContactBody", "anyOf", contact()),
        ("CostBody", "anyOf", cost()),
        ("EditDecision", "anyOf", yes_or_why("publish")),
        ("LocationBody", "allOf", location()),
        ("NewListing", "allOf", new_listing()),
        ("Reporting", "anyOf", report()),
        ("RoleOf", "anyOf", role()),
        ("ScheduleBody", "anyOf", schedule()),
        ("StatementBody", "anyOf", statement()),
        ("Step", "anyOf", application_step()),
        ("WebhookAsked", "anyOf", webhook()),
    ]
}

/// A text that has to be there and to say something.
fn words() -> Value {
    json!({ "type": "string", "pattern": SEEN })
}

fn nothing() -> Value {
    json!({ "type": "null" })
}

/// Nothing, or nothing that can be seen.
fn blank() -> Value {
    json!({ "type": ["string", "null"], "pattern": r"^[\s\p{C}]*$" })
}

/// A no needs a reason.
fn yes_or_why(decision: &str) -> Value {
    json!([
        { "properties": { decision: { "const": true } } },
        { "properties": { decision: { "const": false }, "reason": words() }, "required": ["reason"] }
    ])
}

fn claim() -> Value {
    json!([
        { "properties": { "way": { "enum": ["own_domain", "published_email"] } } },
        {
            "properties": { "way": { "const": "evidence" }, "evidence": words() },
            "required": ["evidence"]
        }
    ])
}

/// Each role with what it is for, and nothing else.
fn role() -> Value {
    let text = json!({ "type": "string" });
    json!([
        { "properties": {
            "role": { "const": "administrator" },
            "area": nothing(), "scheme": nothing(), "organization": nothing()
        } },
        { "properties": {
            "role": { "const": "moderator" }, "scheme": nothing(), "organization": nothing()
        } },
        {
            "properties": {
                "role": { "const": "assessor" }, "scheme": text, "organization": nothing()
            },
            "required": ["scheme"]
        },
        {
            "properties": {
                "role": { "const": "steward" },
                "area": nothing(), "scheme": nothing(), "organization": text
            },
            "required": ["organization"]
        }
    ])
}

/// Words, or of a correction the field and what it should be.
fn report() -> Value {
    let fields = |names: Value, value: Value| {
        json!({
            "properties": {
                "kind": { "const": "correction" }, "field": { "enum": names }, "value": value
            },
            "required": ["field", "value"]
        })
    };
    let prose = json!({ "type": "string" });
    json!([
        {
            "properties": { "words": words(), "field": nothing(), "value": nothing() },
            "required": ["words"]
        },
        fields(json!(["name"]), json!({ "type": "string", "pattern": r"[^\s\p{C}]" })),
        fields(json!(["description", "hours_text", "application_process"]), prose),
        fields(json!(["email"]), json!({ "$ref": "#/components/schemas/EmailIfAny" })),
        fields(json!(["website"]), json!({ "$ref": "#/components/schemas/WebAddress" })),
        fields(json!(["phones"]), json!({ "$ref": "#/components/schemas/PhoneNumber" }))
    ])
}

fn application_step() -> Value {
    json!([
        { "properties": { "step": { "enum": [
            "submit", "answer_more", "vouch", "award", "confirm_decline", "withdraw"
        ] } } },
        {
            "properties": {
                "step": { "enum": ["appeal", "ask_more", "refuse_to_vouch", "send_back"] },
                "words": words()
            },
            "required": ["words"]
        },
        {
            "properties": {
                "step": { "const": "decline" }, "words": words(), "next_steps": words()
            },
            "required": ["words", "next_steps"]
        }
    ])
}

fn award_step() -> Value {
    json!([
        { "properties": { "step": { "enum": ["give_up", "check_passed"] } } },
        {
            "properties": {
                "step": { "enum": ["suspend", "lift", "take_away", "check_failed"] },
                "reason": words()
            },
            "required": ["reason"]
        }
    ])
}

/// Only listings can be chosen from.
fn webhook() -> Value {
    let none = json!({ "maxItems": 0 });
    json!([
        { "properties": { "event": { "enum": ["listings", null] } } },
        { "properties": {
            "event": { "const": "statements" },
            "filter": { "properties": { "areas": none, "categories": none, "sources": none } }
        } }
    ])
}

/// What is closed until some day is closed for a while.
fn statement() -> Value {
    json!([
        { "properties": { "closed_until": blank() } },
        {
            "properties": { "status": { "const": "temporarily_closed" } },
            "required": ["status"]
        }
    ])
}

/// A listing that is new says who runs it.
fn new_listing() -> Value {
    json!([{ "properties": { "statement": {
        "properties": { "organization": { "type": "object" } }, "required": ["organization"]
    } } }])
}

/// A name is shown with consent only.
fn contact() -> Value {
    json!([
        { "properties": { "name": blank() } },
        { "properties": { "consent": { "const": true } }, "required": ["consent"] }
    ])
}

/// It is somewhere, and a position has both its parts.
fn location() -> Value {
    let degrees =
        |least: f64, most: f64| json!({ "type": "number", "minimum": least, "maximum": most });
    let position = json!({
        "properties": { "latitude": degrees(49.1, 60.9), "longitude": degrees(-8.7, 1.8) },
        "required": ["latitude", "longitude"]
    });
    json!([
        { "anyOf": [
            { "properties": { "postcode": { "type": "string" } }, "required": ["postcode"] },
            {
                "properties": {
                    "address": { "type": "array", "minItems": 1, "items": words() }
                },
                "required": ["address"]
            },
            {
                "properties": {
                    "precision": { "enum": ["given", null] }
                },
                "required": ["latitude", "longitude"]
            },
            {
                "properties": { "local_authority": words(), "area_only": { "const": true } },
                "required": ["local_authority", "area_only"]
            }
        ] },
        { "anyOf": [
            { "properties": { "latitude": nothing(), "longitude": nothing() } },
            position
        ] }
    ])
}

/// It comes round on days of the week, or by a rule, or once: the last two begin somewhere.
fn schedule() -> Value {
    let said = json!({ "type": "string", "minLength": 1 });
    json!([
        {
            "properties": {
                "frequency": { "pattern": r"^([\s\p{C}]*|weekly|fortnightly|monthly)$" },
                "rrule": blank(),
                "weekdays": { "type": "array" }
            },
            "required": ["weekdays"]
        },
        {
            "properties": { "frequency": { "const": "once" }, "valid_from": said },
            "required": ["frequency", "valid_from"]
        },
        {
            "properties": { "rrule": said, "valid_from": said },
            "required": ["rrule", "valid_from"]
        }
    ])
}

/// A price is a number, or words.
fn cost() -> Value {
    json!([
        { "properties": { "amount_pence": { "type": "integer" } }, "required": ["amount_pence"] },
        { "properties": { "amount_description": words() }, "required": ["amount_description"] }
    ])
}

fn area() -> Value {
    json!([
        { "properties": { "name": words() }, "required": ["name"] },
        { "properties": { "code": words() }, "required": ["code"] }
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::all;
    use crate::document::spelt_out;

    #[test]
    fn every_rule_stands_in_the_document() {
        let document: Value = serde_json::from_str(&crate::openapi()).unwrap();
        for (schema, keyword, rule) in all() {
            let written = &document["components"]["schemas"][schema];
            let rule: Value = serde_json::from_str(&spelt_out(&rule.to_string())).unwrap();
            assert_eq!(written[keyword], rule, "{schema}");
            assert!(written["properties"].is_object(), "{schema} has no fields");
        }
    }
}
