//! scratch
use std::io::Write;
use std::sync::Arc;
use factmill::{article::Article, extract::Engine, fact::*, rule::*};
fn main() {
    let t = std::time::Instant::now();
    let rules = RuleSet::load(&[RuleSource::Path("rules".into())]).unwrap_or_else(|p| { for p in p { eprintln!("{p}\n") } std::process::exit(2) });
    eprintln!("load {:?}", t.elapsed());
    let engine = Engine::new(Arc::new(rules));
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let off = |text: &str, b: u32| text[..b as usize].chars().count();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let article = Article::from_text(text);
        let facts = engine.extract(&article);
        let t = &article.text;
        let span = |s: factmill::span::Span| serde_json::json!({"start": off(t, s.start), "end": off(t, s.end), "text": s.of(t)});
        let mut mentions = vec![];
        for (i, m) in facts.mentions.iter().enumerate() {
            let mut j = span(m.span);
            j["id"] = format!("m{}", i+1).into(); j["kind"] = m.kind.name().into(); j["rule"] = facts.rules.get(m.provenance.rule).into();
            j["confidence"] = m.provenance.confidence.into();
            if let Some(s) = m.provenance.sieve { j["sieve"] = s.into(); }
            match &m.value {
                Value::Money(v) => {
                    match v.amount { Bounds::Exactly(a) => j["amount"]=a.to_string().into(), Bounds::Between(a,b) => { j["low"]=a.to_string().into(); j["high"]=b.to_string().into(); }, Bounds::Magnitude(a) => j["magnitude"]=a.to_string().into() }
                    if let Some(c) = v.currency.code() { j["currency"]=c.into(); }
                    j["currency_source"]=v.currency_source.name().into();
                    if v.approximation.approximate { j["approximate"]=true.into(); }
                    if let Some(b)=v.approximation.bound { j["bound"]=b.into(); }
                    if let Some(p)=&v.per { j["per"]=p.to_string().into(); }
                    if let Some(c)=v.conversion_of { j["conversion_of"]=format!("m{}",c.0+1).into(); }
                    j["form"]="figure".into();
                }
                Value::Percent(v) => {
                    match v.value { Bounds::Exactly(a) => j["value"]=a.to_string().into(), Bounds::Between(a,b) => { j["low"]=a.to_string().into(); j["high"]=b.to_string().into(); }, Bounds::Magnitude(a) => j["magnitude"]=a.to_string().into() }
                    j["unit"]=v.unit.name().into(); j["form"]=v.form.name().into();
                    if let Some(r)=v.role { j["role"]=r.name().into(); }
                    if let Some(r)=v.direction { j["direction"]=r.name().into(); }
                    if let Some(r)=v.basis { j["basis"]=r.name().into(); }
                    if v.approximation.approximate { j["approximate"]=true.into(); }
                    if let Some(b)=v.approximation.bound { j["bound"]=b.into(); }
                }
                Value::Named{entity,role} => { j["entity"]=format!("e{}",entity.0+1).into(); j["name"]=facts.entities[entity.0 as usize].name.to_string().into(); if role.is_some() { j["role"]="media_source".into(); } }
                Value::Quotation(q) => {
                    j["form"]=q.form.name().into(); j["content"]=q.content.iter().map(|s| span(*s)).collect::<Vec<_>>().into();
                    if let Some(c)=q.cue { j["cue"]=span(c); }
                    if let Some(s)=&q.speaker { let mut o=serde_json::json!({});
                        if let Some(m)=s.mention { o["mention"]=span(m); }
                        if !s.entities.is_empty() { o["name"]=s.entities.iter().map(|e| facts.entities[e.0 as usize].name.to_string()).collect::<Vec<_>>().join("; ").into(); o["entities"]=s.entities.iter().map(|e| format!("e{}",e.0+1)).collect::<Vec<_>>().into(); }
                        else if let Some(n)=&s.name { o["name"]=n.to_string().into(); }
                        if let Some(n)=&s.title { o["title"]=n.to_string().into(); }
                        if let Some(n)=&s.affiliation { o["affiliation"]=n.to_string().into(); }
                        if s.anonymous { o["anonymous"]=true.into(); }
                        if let Some(n)=s.via { o["via"]=n.into(); }
                        if let Some(n)=s.unresolved { o["unresolved"]=n.into(); }
                        j["speaker"]=o; }
                }
                Value::Fields(_) => {}
            }
            mentions.push(j);
        }
        let entities: Vec<_> = facts.entities.iter().enumerate().map(|(i,e)| { let mut o=serde_json::json!({"id":format!("e{}",i+1),"kind":e.kind.name(),"name":&*e.name,"aliases":e.aliases.iter().map(|a| a.to_string()).collect::<Vec<_>>(),
            "mentions": facts.mentions.iter().enumerate().filter(|(_,m)| matches!(m.value, Value::Named{entity,..} if entity.0 as usize==i)).map(|(k,_)| format!("m{}",k+1)).collect::<Vec<_>>()});
            if let Some(p)=e.parent { o["parent"]=format!("e{}",p.0+1).into(); } if let Some(p)=&e.parent_name { o["parent_name"]=p.to_string().into(); }
            if let Some(p)=&e.ticker { o["ticker"]=p.to_string().into(); } if let Some(p)=&e.canonical { o["canonical"]=p.to_string().into(); } o }).collect();
        let o = serde_json::json!({"schema":1,"id":article.id(),"source":{"uri":path,"record":1,"offset":0},"title":article.title,"offsets":"char","text":article.text,"mentions":mentions,"entities":entities,"facts":[],"warnings":[]});
        writeln!(out, "{o}").unwrap();
    }
}
