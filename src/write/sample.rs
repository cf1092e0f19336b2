//! A hand-built article whose facts use every value and every optional key, for the tests of the writers.

use crate::article::{Article, Location};
use crate::fact::{
    Approximation, Argument, ArticleFacts, Basis, Bounds, CompanyRole, Currency, CurrencySource, Decimal, Direction,
    Entity, EntityId, EntityKind, Fact, Field, Kind, Mention, MentionId, Money, MoneyForm, Percent, PercentForm,
    PercentRole, PercentUnit, Provenance, Quotation, QuotationForm, RuleId, RuleNames, Speaker, Value, Warning,
};
use crate::span::Span;

pub(super) const TITLE: &str = "Café Noir’s sales jump 34%";
pub(super) const BODY: &str = "😀 Café Noir SA (Paris: CAFE) paid about €39.8 billion, or $5-6 million per share, for Brew Unit.\n\
    “We grew by 25 basis points,” chief executive Ann Example said, “and doubled it.” Analysts expected hundreds of \
    millions of dollars, a tenfold rise, the Daily Paper wrote.";

pub(super) fn article() -> Article {
    Article {
        location: Location { uri: "dump \"1\".jsonl".into(), record: 12, offset: 4096 },
        native_id: Some("native-7".into()),
        published: Some("2025-11-26".into()),
        author: Some("A. Writer".into()),
        outlet: Some("Daily Paper".into()),
        url: Some("https://example.com/a".into()),
        language: Some("en".into()),
        encoding: Some("utf-8".into()),
        warnings: vec!["date '32/13' is not understood".into()],
        ..Article::from_parts(Some(TITLE), BODY)
    }
}

/// The words' first place in the article at or behind the body's (or title's) start.
fn span(article: &Article, words: &str) -> Span {
    let from = if TITLE.contains(words) { 0 } else { article.body_start as usize };
    let start = from + article.text[from..].find(words).expect("the words stand in the article");
    Span::new(start, start + words.len())
}

fn provenance(rule: u16) -> Provenance {
    Provenance { rule: RuleId(rule), sieve: None, confidence: 0.985 }
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub(super) fn money(amount: Bounds, currency: Currency) -> Money {
    Money {
        amount,
        currency,
        currency_source: CurrencySource::Explicit,
        approximation: Approximation::default(),
        per: None,
        form: MoneyForm::Figure,
        conversion_of: None,
        elliptical: false,
    }
}

fn percent(value: Bounds) -> Percent {
    Percent {
        value,
        unit: PercentUnit::Percent,
        form: PercentForm::Figure,
        approximation: Approximation::default(),
        role: None,
        direction: None,
        basis: None,
    }
}

/// Facts in every state the types know. Mentions: 0 to 3 and 8 to 10 numbers, 4, 5, 6 and 11 names, 7 quotation, 12 own kind.
pub(super) fn facts(article: &Article) -> ArticleFacts {
    let usd = Currency::Known(*b"USD");
    let mention = |kind: Kind, words: &str, value: Value| Mention {
        kind,
        span: span(article, words),
        value,
        provenance: provenance(0),
        in_quote: None,
    };
    let named = |entity: u32, role| Value::Named { entity: EntityId(entity), role };
    let quotation = Quotation {
        content: vec![span(article, "We grew by 25 basis points,"), span(article, "and doubled it.")],
        form: QuotationForm::Mixed,
        cue: Some(span(article, "said")),
        speaker: Some(Speaker {
            mention: Some(span(article, "chief executive Ann Example")),
            entities: vec![EntityId(2), EntityId(0)],
            name: None,
            title: Some("chief executive".into()),
            affiliation: Some("Café Noir".into()),
            affiliation_entity: Some(EntityId(0)),
            anonymous: true,
            via: Some("pronoun"),
            unresolved: Some("none"),
        }),
    };
    let mut mentions = vec![
        mention(
            Kind::Percent,
            "34%",
            Value::Percent(Percent {
                role: Some(PercentRole::Change),
                direction: Some(Direction::Up),
                basis: Some(Basis::YearOnYear),
                ..percent(Bounds::Exactly(decimal("34.0")))
            }),
        ),
        mention(
            Kind::Money,
            "about €39.8 billion",
            Value::Money(Money {
                approximation: Approximation { approximate: true, bound: Some(">=") },
                ..money(Bounds::Exactly(decimal("39800000000.0")), Currency::Known(*b"EUR"))
            }),
        ),
        mention(
            Kind::Money,
            "$5-6 million per share",
            Value::Money(Money {
                currency_source: CurrencySource::Document,
                per: Some("share".into()),
                conversion_of: Some(MentionId(1)),
                elliptical: true,
                ..money(Bounds::Between(decimal("5000000"), decimal("6000000")), Currency::Ambiguous("USD,CAD".into()))
            }),
        ),
        mention(
            Kind::Money,
            "hundreds of millions of dollars",
            Value::Money(Money {
                currency_source: CurrencySource::Default,
                form: MoneyForm::Indefinite,
                ..money(Bounds::Magnitude(decimal("100000000")), usd)
            }),
        ),
        mention(Kind::Company, "Café Noir SA", named(0, None)),
        mention(Kind::Unit, "Brew Unit", named(1, None)),
        mention(Kind::Person, "Ann Example", named(2, None)),
        Mention {
            span: span(article, "We grew by 25 basis points,").cover(span(article, "and doubled it.")),
            provenance: Provenance { sieve: Some("split"), ..provenance(1) },
            ..mention(Kind::Quotation, "We", Value::Quotation(Box::new(quotation)))
        },
        Mention {
            in_quote: Some(MentionId(7)),
            ..mention(
                Kind::Percent,
                "25 basis points",
                Value::Percent(Percent {
                    unit: PercentUnit::BasisPoint,
                    form: PercentForm::Vague,
                    ..percent(Bounds::Between(decimal("25"), decimal("26")))
                }),
            )
        },
        mention(
            Kind::Percent,
            "doubled",
            Value::Percent(Percent {
                unit: PercentUnit::Point,
                form: PercentForm::Multiple,
                approximation: Approximation { approximate: true, bound: Some("<") },
                ..percent(Bounds::Magnitude(decimal("-100")))
            }),
        ),
        mention(
            Kind::Percent,
            "tenfold",
            Value::Percent(Percent { form: PercentForm::Fraction, ..percent(Bounds::Exactly(decimal("900"))) }),
        ),
        mention(Kind::Company, "Daily Paper", named(3, Some(CompanyRole::MediaSource))),
        mention(
            Kind::User("rating".into()),
            "Analysts",
            Value::Fields(vec![Field { name: "odd \"name\"".into(), value: "x\ny".into() }]),
        ),
    ];
    mentions.push(mention(Kind::User("bare".into()), "expected", Value::Fields(Vec::new())));
    // Every remaining name of the closed lists, so that one which the schema does not know fails.
    for role in PercentRole::ALL {
        mentions.push(mention(
            Kind::Percent,
            "tenfold",
            Value::Percent(Percent {
                role: Some(*role),
                form: PercentForm::Words,
                ..percent(Bounds::Exactly(decimal("1")))
            }),
        ));
    }
    for (basis, direction) in Basis::ALL.iter().zip(Direction::ALL.iter().cycle()) {
        let value =
            Percent { basis: Some(*basis), direction: Some(*direction), ..percent(Bounds::Exactly(decimal("1"))) };
        mentions.push(mention(Kind::Percent, "tenfold", Value::Percent(value)));
    }
    mentions.push(mention(
        Kind::Money,
        "$5",
        Value::Money(Money {
            currency_source: CurrencySource::Coordination,
            form: MoneyForm::Words,
            ..money(Bounds::Exactly(decimal("0.05")), Currency::Known(*b"CHF"))
        }),
    ));
    for (form, speaker) in [
        (QuotationForm::Direct, None),
        (QuotationForm::Indirect, Some(Speaker::default())),
        (QuotationForm::Direct, Some(Speaker { name: Some("the central bank".into()), ..Speaker::default() })),
    ] {
        let bare = Quotation { content: vec![span(article, "and doubled it.")], form, cue: None, speaker };
        mentions.push(mention(Kind::Quotation, "and doubled it.", Value::Quotation(Box::new(bare))));
    }
    let company = Entity {
        canonical: Some("CAFE NOIR".into()),
        aliases: vec!["Café Noir".into(), "the Café".into()],
        ticker: Some("CAFE".into()),
        exchange: Some("XPAR".into()),
        ticker_printed: true,
        country: Some("FR".into()),
        mentions: 1,
        ..Entity::named(EntityKind::Company, "Café Noir SA")
    };
    let unit = Entity {
        parent: Some(EntityId(0)),
        parent_name: Some("Café Noir SA".into()),
        mentions: 1,
        ..Entity::named(EntityKind::Unit, "Brew Unit")
    };
    let person = Entity {
        title: Some("chief executive".into()),
        affiliation: Some("Café Noir".into()),
        affiliation_entity: Some(EntityId(0)),
        mentions: 3,
        ..Entity::named(EntityKind::Person, "Ann Example")
    };
    let argument = |role: &str, mention: u32| Argument { role: role.into(), mention: MentionId(mention), entity: None };
    ArticleFacts {
        mentions,
        entities: vec![company, unit, person, Entity::named(EntityKind::Company, "Daily Paper")],
        facts: vec![
            Fact {
                kind: "acquisition".into(),
                span: span(article, "Café Noir SA").cover(span(article, "Brew Unit")),
                arguments: vec![
                    argument("buyer", 4),
                    argument("price", 1),
                    argument("target", 5),
                    argument("price", 2),
                ],
                fields: Vec::new(),
                in_quote: None,
                provenance: provenance(2),
            },
            Fact {
                kind: "growth".into(),
                span: span(article, "25 basis points"),
                arguments: vec![argument("change", 8)],
                fields: vec![Field { name: "metric".into(), value: "growth".into() }],
                in_quote: Some(MentionId(7)),
                provenance: Provenance { sieve: Some("metric"), ..provenance(2) },
            },
        ],
        warnings: vec![Warning { code: "unclosed-quotation", message: "the quotation at 12 is not closed".into() }],
        rules: RuleNames::new(vec!["money.sign".into(), "quotation.marks".into(), "acquisition.active".into()]),
    }
}
