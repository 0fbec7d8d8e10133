//! `bench`: the ranking of recipients on trial, and the figures it is trained with (docs/ranking.md).

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::app::failure::{Failure, exit};
use crate::control::bench::{detection, rows};

/// Verbs of the trial.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Judge recipients by a line protocol on stdin and stdout
    #[command(after_help = "Example:\n  outguard bench detection < trial.jsonl > scores.jsonl")]
    Detection {
        /// A folder with one ranking for each user, instead of the one that is part of the program
        #[arg(long, value_name = "DIR")]
        rankings: Option<PathBuf>,
    },
    /// Write the figures that the ranking is trained with
    #[command(after_help = "Example:\n  outguard bench rows --data mail --out rows --stage fit")]
    Rows {
        /// The folder with messages.jsonl.gz and users.json
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The folder the files go to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Which figures
        #[arg(long)]
        stage: Stage,
        /// What slips are drawn with
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// Leave out this share of each user's mail, the oldest, as if their past began later
        #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
        after: f64,
        /// A folder with one ranking for each user
        #[arg(long, value_name = "DIR")]
        rankings: Option<PathBuf>,
    },
}

/// A part of the whole, as typed; of the whole nothing would be left.
fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "write a number such as 0.5".to_owned())?;
    if (0.0..1.0).contains(&number) { Ok(number) } else { Err("0 to less than 1 is possible".to_owned()) }
}

/// What is trained with the figures.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Stage {
    /// Who fits
    Fit,
    /// Who is odd
    Odd,
}

pub(super) fn bench(command: BenchCommand) -> Result<u8, Failure> {
    match command {
        BenchCommand::Detection { rankings } => {
            let (input, output) = (io::stdin().lock(), BufWriter::new(io::stdout().lock()));
            match detection::serve(input, output, rankings.as_deref()) {
                Ok(()) => Ok(0),
                // A scorer that has heard enough is no failure of ours.
                Err(detection::Broken::Pipe(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
                Err(error) => Err(Failure::new("bench", exit::DATAERR, error)),
            }
        }
        BenchCommand::Rows { data, out, stage, seed, after, rankings } => {
            let stage = match stage {
                Stage::Fit => rows::Stage::Fit,
                Stage::Odd => rows::Stage::Odd,
            };
            let wanted = rows::Wanted { data, out, stage, rankings, seed, after };
            rows::write(&wanted).map_err(|error| Failure::new("bench", exit::DATAERR, error))?;
            Ok(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_leaves_something() {
        assert_eq!((share("0"), share("0.75")), (Ok(0.0), Ok(0.75)));
        for wrong in ["1", "7", "-0.1", "NaN", "half"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
