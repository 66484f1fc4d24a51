//! The crawler against scripted origins: what a source does, what the directory then holds, and what
//! the origin saw.

mod absence;
mod busy;
mod canary;
mod check;
mod feeds;
mod files;
mod fixtures;
mod hostile;
mod pace;
mod paging;
mod rig;
mod robots;
mod samples;
mod sound;
