//! The program as its users meet it: real files, real compilers, real
//! processes, on a small course of the tests' own.

mod attacks;
mod batch;
mod book;
mod bounds;
mod bundles;
mod candidates;
mod cluster;
mod collect;
mod commands;
mod container;
mod course;
mod environment;
mod evidence;
mod export;
mod faults;
mod freshness;
mod guide;
mod learn;
mod locale;
mod messages;
mod native;
mod on_platforms;
mod own_course;
mod pages;
mod platforms;
mod remote;
mod scanner;
mod schema;
mod score;
mod teach;
mod terminal;
mod tidy;
mod timing;
mod watch;
