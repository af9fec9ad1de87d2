@rem npm scripts say "exec node ..." so that no shell stands between npm and the server: sh would end at a signal and
@rem leave the server behind. cmd.exe has no exec; here it finds this instead.
@%*
