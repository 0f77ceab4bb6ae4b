//! `--predict`: what a student expects, as it is typed or asked for.

use super::CommandContext;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::report;
use crate::report::predicted::{Prediction, cause_of, causes, speedup_of};
use std::io::{BufRead as _, IsTerminal as _};

impl CommandContext {
    /// The prediction, where one is wanted.
    pub(super) fn prediction(
        &self,
        wanted: Option<&Option<String>>,
        exercise: &Exercise,
    ) -> Result<Option<Prediction>, Fault> {
        let Some(typed) = wanted else { return Ok(None) };
        let slug = &exercise.name.slug;
        if exercise.manifest.timed.is_empty() {
            let what = format!("`{slug}` measures no speed: there is nothing to predict");
            return Err(Fault::new(what, "leave `--predict` away"));
        }
        if let Some(text) = typed {
            return Prediction::read(text).map(Some).map_err(|why| refused(text, &why));
        }
        if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
            let hint = format!("say it here: `{} {slug} --predict 1.8,memory`", self.command);
            return Err(Fault::new("there is no terminal at which to ask for a prediction", hint));
        }
        let speedup = asked("What speedup do you expect? ", speedup_of)?;
        let question = format!("And what is it that keeps it from more: {}? ", causes());
        Ok(Some(Prediction { speedup, cause: asked(&question, cause_of)? }))
    }
}

fn refused(text: &str, why: &str) -> Fault {
    let hint = format!("write a speedup and a cause, like `1.8,memory`; causes: {}", causes());
    Fault::new(format!("`{text}` is no prediction: {why}"), hint)
}

/// Asks until the answer can be read. The end of the input is no answer.
pub(super) fn asked<T>(
    question: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Fault> {
    loop {
        report::tell(question);
        let mut answer = String::new();
        let heard = std::io::stdin().lock().read_line(&mut answer);
        if !heard.is_ok_and(|bytes| bytes > 0) {
            report::tell("\n");
            return Err(Fault::new("there was no answer", "type the command again"));
        }
        match read(&answer) {
            Ok(value) => return Ok(value),
            Err(why) => report::tell(&format!("{}.\n", report::visible(&why))),
        }
    }
}
