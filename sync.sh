cd /tmp/w/sir-scratch
sed 's/pub mod builder;//' /work/main/compiler/src/sir/mod.rs > sir/mod.rs.new; cmp -s sir/mod.rs.new sir/mod.rs || cp sir/mod.rs.new sir/mod.rs
for x in ops parse print verify dominators; do ln -sf /work/main/compiler/src/sir/$x.rs sir/$x.rs; done
mkdir -p src; ln -sfn /work/main/compiler/src/passes src/passes
