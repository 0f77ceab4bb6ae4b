//! `grade graph`: the tasks of an exercise, on the screen and as an SVG picture.

use super::report_page::keep_look;
use super::study::{GRAPH, offered};
use super::{ACCEPTED, CommandContext, check_writable, print, write_whole};
use crate::fault::Fault;
use crate::grade::{Figures, StudyRecord};
use crate::report::graph::{Frame, drawn, picture};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct GraphArgs {
    /// The exercise: its name or its number
    exercise: String,
    /// Draw this case's tasks (by default those of the first case that has some)
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Write the picture here (by default into target/grade/pictures)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl CommandContext {
    pub(super) fn graph(&self, args: &GraphArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        offered(&course, &exercise, &GRAPH)?;
        let file = match &args.svg {
            Some(file) => self.here.join(file),
            None => course.pictures()?.join(format!("{}_graph.svg", exercise.name.slug)),
        };
        check_writable(&file)?;
        let grader = self.grader_of(&course, std::slice::from_ref(&exercise))?;
        let (case, graph) = grader.graph(&exercise, args.case.as_deref())?;
        let svg = picture(&graph)?;
        let shown = file.strip_prefix(&course.root).unwrap_or(&file);
        let frame = Frame {
            title: &exercise.manifest.title,
            case: &case,
            picture: shown,
            paint: self.paint,
        };
        let screen = drawn(&graph, &frame)?;
        write_whole(&file, &svg)?;
        let look = StudyRecord::new(None, &case, Figures::Graph(graph));
        keep_look(&course, &exercise.name.slug, &look)?;
        print(&screen);
        Ok(ACCEPTED)
    }
}
