//! The JSON Schema of the output (draft 2020-12), as `factmill schema` prints it.
//!
//! It is written by hand, because it is documentation: every key says what it means. Nothing is allowed beyond what it
//! lists, so that a key which the writer adds without describing it fails the tests.

/// The schema document.
pub const JSON_SCHEMA: &str = include_str!("schema.json");

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::JSON_SCHEMA;
    use crate::article::Article;
    use crate::fact::ArticleFacts;
    use crate::span::OffsetUnit;
    use crate::write::jsonl::Jsonl;
    use crate::write::{Render, Tokens, WriteOptions, sample};

    fn schema() -> Json {
        serde_json::from_str(JSON_SCHEMA).unwrap()
    }

    fn rendered(article: &Article, facts: &ArticleFacts, options: WriteOptions) -> Json {
        let mut out = Vec::new();
        Jsonl::new(options).render(article, facts, &mut out);
        serde_json::from_slice(&out).unwrap()
    }

    fn with_everything() -> WriteOptions {
        let tokenizer = tokenizers::Tokenizer::new(tokenizers::models::wordlevel::WordLevel::default());
        let mut tokenizer = tokenizer;
        tokenizer.with_pre_tokenizer(Some(tokenizers::pre_tokenizers::whitespace::Whitespace {}));
        let model = tokenizers::models::wordlevel::WordLevel::builder()
            .vocab([("?".to_owned(), 0)].into_iter().collect())
            .unk_token("?".into())
            .build()
            .unwrap();
        tokenizer.with_model(model);
        let tokens = Some(std::sync::Arc::new(Tokens::new(tokenizer).unwrap()));
        WriteOptions { offsets: OffsetUnit::Utf16, with_text: true, tokens, ..WriteOptions::default() }
    }

    #[test]
    fn every_state_of_the_types_is_described() {
        let schema = schema();
        jsonschema::meta::validate(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let article = sample::article();
        let facts = sample::facts(&article);
        for value in [
            rendered(&article, &facts, with_everything()),
            rendered(&article, &facts, WriteOptions::default()),
            rendered(&Article::default(), &ArticleFacts::default(), with_everything()),
        ] {
            if let Some(error) = validator.iter_errors(&value).next() {
                panic!("{} at {}", error, error.instance_path());
            }
        }
    }

    #[test]
    fn every_key_of_the_schema_is_written_by_the_sample() {
        // The other direction: a key that nothing writes is a promise that nobody keeps.
        let article = sample::article();
        let text = rendered(&article, &sample::facts(&article), with_everything()).to_string();
        let mut missing = Vec::new();
        keys(&schema(), &mut |key| {
            if !text.contains(&format!("\"{key}\":")) {
                missing.push(key.to_owned());
            }
        });
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn nothing_else_is_allowed() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let article = sample::article();
        let value = rendered(&article, &sample::facts(&article), WriteOptions::default());
        for pointer in [
            "",
            "/source",
            "/mentions/0",
            "/mentions/1",
            "/mentions/4",
            "/mentions/7",
            "/mentions/7/speaker",
            "/mentions/12",
            "/entities/0",
            "/facts/0",
            "/warnings/0",
        ] {
            let mut more = value.clone();
            more.pointer_mut(pointer).unwrap()["unheard_of"] = Json::Bool(true);
            assert!(!validator.is_valid(&more), "{pointer}");
        }
    }

    fn keys(schema: &Json, visit: &mut impl FnMut(&str)) {
        match schema {
            Json::Object(object) => {
                for (name, value) in object {
                    if name == "properties" {
                        value.as_object().unwrap().keys().for_each(|key| visit(key));
                    }
                    keys(value, visit);
                }
            }
            Json::Array(list) => list.iter().for_each(|value| keys(value, visit)),
            _ => {}
        }
    }
}
